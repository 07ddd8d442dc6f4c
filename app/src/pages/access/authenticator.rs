//! Asking the browser's authenticator, in the JSON that both the server and the browser speak.

use leptos::__reexports::wasm_bindgen_futures::JsFuture;
use leptos::web_sys;
use leptos::web_sys::js_sys::{Function, JSON, Object, Promise, Reflect};
use leptos::web_sys::wasm_bindgen::{JsCast, JsValue};

/// What the authenticator is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// A new passkey.
    Create,
    /// Proof of one.
    Get,
}

/// Whether this browser can be asked.
pub fn is_able() -> bool {
    reader(Wish::Get).is_some() && reader(Wish::Create).is_some()
}

/// Asks, with the options that the server made; the answer is JSON for the server. `None` when the person gave up, or
/// the authenticator would not.
pub async fn ask(wish: Wish, options: &str) -> Option<String> {
    let (owner, read) = reader(wish)?;
    let options = read.call1(&owner, &JSON::parse(options).ok()?).ok()?;
    let request = Object::new();
    Reflect::set(&request, &"publicKey".into(), &options).ok()?;
    let credentials = property(web_sys::window()?.navigator().as_ref(), "credentials")?;
    let name = if wish == Wish::Create {
        "create"
    } else {
        "get"
    };
    let call: Function = property(&credentials, name)?.dyn_into().ok()?;
    let promise: Promise = call.call1(&credentials, &request).ok()?.dyn_into().ok()?;
    let answer = JsFuture::from(promise).await.ok()?;
    JSON::stringify(&answer).ok()?.as_string()
}

/// The function that reads options out of JSON, and whose it is.
fn reader(wish: Wish) -> Option<(JsValue, Function)> {
    let owner = property(web_sys::window()?.as_ref(), "PublicKeyCredential")?;
    let name = match wish {
        Wish::Create => "parseCreationOptionsFromJSON",
        Wish::Get => "parseRequestOptionsFromJSON",
    };
    let read = property(&owner, name)?.dyn_into().ok()?;
    Some((owner, read))
}

fn property(of: &JsValue, name: &str) -> Option<JsValue> {
    Reflect::get(of, &name.into())
        .ok()
        .filter(|value| !value.is_undefined() && !value.is_null())
}
