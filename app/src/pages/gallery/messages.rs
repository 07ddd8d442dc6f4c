//! What tells: notes, toasts, and what stands where there is nothing.

use crate::{
    AppError,
    layout::{ErrorNotice, ErrorPart},
    ui::{Button, Empty, Notice, Skeleton, Symbol, ToastAction, Tone, use_toasts},
};
use leptos::prelude::*;

#[component]
pub(super) fn Notes() -> impl IntoView {
    let toasts = use_toasts();
    let undo = Callback::new(move |()| toasts.tell("Put back."));
    view! {
        <div class="many">
            <Notice>
                <p>"Counts follow the import. As of 15:42."</p>
            </Notice>
            <Notice tone=Tone::Info icon=Symbol::Refresh>
                <p>"Import runs. You can leave this page."</p>
            </Notice>
            <Notice tone=Tone::Success>
                <p>"Saved at 15:43. 214 users gained MDM enrollment."</p>
            </Notice>
            <Notice tone=Tone::Warning>
                <p>
                    <b>"347 users are in both scopes."</b>
                    " "
                    <a href="#">"Show list"</a>
                </p>
            </Notice>
            <Notice tone=Tone::Danger>
                <p>
                    <b>"This cannot be undone."</b>
                </p>
            </Notice>
            <ErrorNotice error=AppError::Server(Some("0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b".to_owned())) />
        </div>
        <div class="row">
            <Button
                type_="button"
                on:click=move |_| {
                    toasts
                        .offer(
                            "Removed Pilot 2024.",
                            ToastAction {
                                label: "Undo".to_owned(),
                                run: undo,
                            },
                        );
                }
            >
                "Show a message"
            </Button>
            <Button type_="button" on:click=move |_| toasts.fail("2 of 3 restarts queued. FH-WS-2207 is retired.")>
                "Show a failure"
            </Button>
        </div>
    }
}

#[component]
pub(super) fn Nothing() -> impl IntoView {
    view! {
        <div class="many">
            <Skeleton label="Loading devices" />
            <Empty symbol=Symbol::Copies title="No duplicates">
                <p class="small muted">"12,486 devices compared at 15:42. New ones show up here by themselves."</p>
            </Empty>
            <Empty symbol=Symbol::Filter title="Nothing matches 3 filters">
                <p class="small muted">"Without “Managed by” there are 12."</p>
                <Button type_="button">"Remove that filter"</Button>
            </Empty>
            <ErrorPart
                title="Timeline could not be loaded"
                error=AppError::Server(Some("0193a1b2-c3d4-7e5f-8a9b-0c1d2e3f4a5b".to_owned()))
            />
        </div>
    }
}
