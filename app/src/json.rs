//! The JSON between server and browser, in documents and in answers to calls.
//!
//! It is read in one way wherever it comes from, and by way of [`Value`]: else the browser's part would hold a parser
//! for each type, twice.

use leptos::server::codee::{Decoder, Encoder};
use leptos::server_fn::Bytes;
use leptos::server_fn::codec::Post;
use leptos::server_fn::{ContentType, Decodes, Encodes, Format, FormatType};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Error, Value};

/// Arguments or answers of a server function.
pub type Json = Post<Text>;

/// What a page loads: on the server before the page is sent, and then sent along.
pub type Resource<T> = leptos::server::Resource<T, Text>;

/// Loads what a page is not sent without.
pub fn page_data<S, T, Loading>(
    question: impl Fn() -> S + Send + Sync + 'static,
    ask: impl Fn(S) -> Loading + Send + Sync + 'static,
) -> Resource<T>
where
    S: PartialEq + Clone + Send + Sync + 'static,
    T: Serialize + DeserializeOwned + Send + Sync + 'static,
    Loading: Future<Output = T> + Send + 'static,
{
    Resource::new_with_options(question, ask, true)
}

/// JSON as text.
pub struct Text;

impl ContentType for Text {
    const CONTENT_TYPE: &'static str = "application/json";
}

impl FormatType for Text {
    const FORMAT_TYPE: Format = Format::Text;
}

impl<T: Serialize> Encodes<T> for Text {
    type Error = Error;

    fn encode(output: &T) -> Result<Bytes, Error> {
        serde_json::to_vec(output).map(Bytes::from)
    }
}

impl<T: DeserializeOwned> Decodes<T> for Text {
    type Error = Error;

    fn decode(bytes: Bytes) -> Result<T, Error> {
        read(&bytes)
    }
}

impl<T: Serialize> Encoder<T> for Text {
    type Error = Error;
    type Encoded = String;

    fn encode(output: &T) -> Result<String, Error> {
        serde_json::to_string(output)
    }
}

impl<T: DeserializeOwned> Decoder<T> for Text {
    type Error = Error;
    type Encoded = str;

    fn decode(text: &str) -> Result<T, Error> {
        read(text.as_bytes())
    }
}

fn read<T: DeserializeOwned>(text: &[u8]) -> Result<T, Error> {
    serde_json::from_value(serde_json::from_slice::<Value>(text)?)
}
