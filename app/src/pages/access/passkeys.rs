//! The passkeys of the account one is signed in with.

use chrono::{DateTime, Utc};
use domain::account::PasskeyInfo;
use leptos::either::{Either, EitherOf3};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::api::{AddPasskey, DeletePasskey, RenamePasskey, begin_passkey};
use super::authenticator::{Wish, ask, is_able};
use crate::error::AppError;
use crate::ui::{
    Button, ButtonKind, Dialog, DialogBody, DialogCancel, DialogFoot, DialogOpener, Notice,
    Recorded, Symbol, TextInput, Time, Tone, use_hydrated,
};

/// What can be done to passkeys; the page loads again after each.
#[derive(Clone, Copy)]
pub struct PasskeyActions {
    pub add: ServerAction<AddPasskey>,
    pub rename: ServerAction<RenamePasskey>,
    pub delete: ServerAction<DeletePasskey>,
}

impl PasskeyActions {
    pub fn new() -> Self {
        Self {
            add: ServerAction::new(),
            rename: ServerAction::new(),
            delete: ServerAction::new(),
        }
    }

    /// Changes whenever something was done.
    pub fn version(&self) -> usize {
        self.add.version().get() + self.rename.version().get() + self.delete.version().get()
    }

    fn error(&self) -> Option<AppError> {
        let of = |result: Option<Result<(), AppError>>| result.and_then(Result::err);
        of(self.add.value().get())
            .or_else(|| of(self.rename.value().get()))
            .or_else(|| of(self.delete.value().get()))
    }
}

/// The list, and the form that adds one.
#[component]
pub fn Passkeys(
    passkeys: Vec<PasskeyInfo>,
    /// Whether the server is reached in a way in which browsers take passkeys.
    is_offered: bool,
    actions: PasskeyActions,
    now: DateTime<Utc>,
) -> impl IntoView {
    let list = if passkeys.is_empty() {
        Either::Left(view! { <p class="small">"This account has none yet."</p> })
    } else {
        let rows = passkeys
            .into_iter()
            .map(|passkey| view! { <PasskeyRow passkey actions now /> })
            .collect_view();
        Either::Right(view! {
            <div class="overflow-x-auto">
                <table class="plain-table stacks" role="table" aria-labelledby="passkeys">
                    <thead role="rowgroup">
                        <tr role="row">
                            <th role="columnheader" scope="col">"Name"</th>
                            <th role="columnheader" scope="col">"Added"</th>
                            <th role="columnheader" scope="col">"Last used"</th>
                            <th role="columnheader" scope="col"><span class="sr">"Change"</span></th>
                        </tr>
                    </thead>
                    <tbody role="rowgroup">{rows}</tbody>
                </table>
            </div>
        })
    };
    view! {
        <section class="stack wide mt-8" aria-labelledby="passkeys">
            <h2 id="passkeys">"Passkeys"</h2>
            <p class="small muted">
                "A passkey is kept by this machine, a phone or a security key. It signs in without a password, and cannot be typed into a false page."
            </p>
            {move || actions.error().map(|error| view! { <Notice tone=Tone::Danger><p>{error.to_string()}</p></Notice> })}
            {list}
            <Adding is_offered actions />
        </section>
    }
}

#[component]
fn PasskeyRow(passkey: PasskeyInfo, actions: PasskeyActions, now: DateTime<Utc>) -> impl IntoView {
    let PasskeyInfo {
        id,
        name,
        created_at,
        last_used_at,
    } = passkey;
    let used = match last_used_at {
        Some(at) => Either::Left(view! { <Time at now relative=true /> }),
        None => Either::Right(view! { <Recorded text=None /> }),
    };
    let (rename_id, field_id) = (format!("rename-{id}"), format!("name-{id}"));
    let delete_label = format!("Remove {name}");
    view! {
        <tr role="row">
            <th role="rowheader" scope="row"><bdi>{name.clone()}</bdi></th>
            <td role="cell"><Time at=created_at now /></td>
            <td role="cell">{used}</td>
            <td role="cell" class="end">
                <div class="row">
                    <DialogOpener dialog=rename_id.clone() kind=ButtonKind::Quiet>"Rename"</DialogOpener>
                    <ActionForm action=actions.delete>
                        <input type="hidden" name="id" value=id.to_string() />
                        <Button kind=ButtonKind::DangerQuiet attr:aria-label=delete_label>"Remove"</Button>
                    </ActionForm>
                </div>
                <Dialog id=rename_id.clone() title="Rename the passkey">
                    <ActionForm action=actions.rename>
                        <DialogBody>
                            <input type="hidden" name="id" value=id.to_string() />
                            <TextInput id=field_id name="name" label="Name" value=name required=true max_length=60 autocomplete="off" />
                        </DialogBody>
                        <DialogFoot>
                            <DialogCancel dialog=rename_id />
                            <Button kind=ButtonKind::Primary>"Rename"</Button>
                        </DialogFoot>
                    </ActionForm>
                </Dialog>
            </td>
        </tr>
    }
}

/// A name, and a button that asks the authenticator.
#[component]
fn Adding(is_offered: bool, actions: PasskeyActions) -> impl IntoView {
    let hydrated = use_hydrated();
    let name = RwSignal::new(String::new());
    let is_asking = RwSignal::new(false);
    let problem = RwSignal::new(None::<String>);
    let start = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if is_asking.get_untracked() {
            return;
        }
        is_asking.set(true);
        problem.set(None);
        spawn_local(async move {
            match begin_passkey().await {
                Err(error) => problem.set(Some(error.to_string())),
                Ok(challenge) => match ask(Wish::Create, &challenge.options).await {
                    None => {
                        problem.set(Some("No passkey was made. Nothing was changed.".to_owned()));
                    }
                    Some(answer) => {
                        let name = name.get_untracked();
                        actions.add.dispatch(AddPasskey {
                            token: challenge.token,
                            answer,
                            name,
                        });
                    }
                },
            }
            is_asking.set(false);
        });
    };
    move || {
        if !is_offered {
            return EitherOf3::A(view! {
                <p class="small muted">"Browsers take passkeys only where Muster is reached by a host name over TLS, which is not so here."</p>
            });
        }
        if !(hydrated.get() && is_able()) {
            return EitherOf3::B(view! {
                <p class="small muted">"Adding a passkey needs scripts, and a browser that knows passkeys."</p>
            });
        }
        EitherOf3::C(view! {
            <form class="stack wide" on:submit=start>
                <TextInput
                    id="passkey-name"
                    label="Add a passkey"
                    help="Where it is: laptop, phone, security key."
                    error=problem
                    required=true
                    max_length=60
                    autocomplete="off"
                    on_input=Callback::new(move |text| name.set(text))
                />
                <div class="row">
                    <Button icon=Symbol::Key busy=is_asking busy_label="Waiting for the authenticator">"Add a passkey"</Button>
                </div>
            </form>
        })
    }
}
