//! Short messages about what was just done. Never the only place where a result is told.

use super::{Button, ButtonKind, Icon, IconButton, Symbol};
use leptos::{leptos_dom::helpers::TimeoutHandle, prelude::*};
use std::time::Duration;

/// How long a message stays, unless the pointer or the focus is on it.
const STAY: Duration = Duration::from_secs(8);

/// What a message offers to do: "Undo".
#[derive(Debug, Clone)]
pub struct ToastAction {
    pub label: String,
    pub run: Callback<()>,
}

#[derive(Debug, Clone)]
struct Toast {
    id: u64,
    text: String,
    failed: bool,
    action: Option<ToastAction>,
}

/// The messages in sight. Cheap to copy.
#[derive(Debug, Clone, Copy)]
pub struct Toasts(RwSignal<Vec<Toast>>);

impl Toasts {
    /// Something was done.
    pub fn tell(self, text: impl Into<String>) {
        self.add(text.into(), false, None);
    }

    /// Something was done that can be taken back.
    pub fn offer(self, text: impl Into<String>, action: ToastAction) {
        self.add(text.into(), false, Some(action));
    }

    /// Something failed: stays until it is closed.
    pub fn fail(self, text: impl Into<String>) {
        self.add(text.into(), true, None);
    }

    fn add(self, text: String, failed: bool, action: Option<ToastAction>) {
        self.0.update(|toasts| {
            let id = toasts.last().map_or(0, |toast| toast.id + 1);
            toasts.push(Toast {
                id,
                text,
                failed,
                action,
            });
        });
    }

    fn close(self, id: u64) {
        self.0
            .update(|toasts| toasts.retain(|toast| toast.id != id));
    }
}

/// Makes [`use_toasts`] work below. Called once, by the app.
pub fn provide_toasts() {
    provide_context(Toasts(RwSignal::new(Vec::new())));
}

/// The messages of this page. Outside of the app they are told to nobody.
#[must_use]
pub fn use_toasts() -> Toasts {
    use_context().unwrap_or_else(|| Toasts(RwSignal::new(Vec::new())))
}

/// Where the messages appear: once a page.
#[component]
pub fn ToastRegion() -> impl IntoView {
    let toasts = use_toasts();
    view! {
        <div class="toasts no-print" aria-live="polite">
            <For each=move || toasts.0.get() key=|toast| toast.id let:toast>
                <ToastView toast />
            </For>
        </div>
    }
}

#[component]
fn ToastView(toast: Toast) -> impl IntoView {
    let toasts = use_toasts();
    let Toast {
        id,
        text,
        failed,
        action,
    } = toast;
    let held = RwSignal::new(false);
    if !failed {
        Effect::new(move |running: Option<Option<TimeoutHandle>>| {
            if let Some(handle) = running.flatten() {
                handle.clear();
            }
            if held.get() {
                None
            } else {
                set_timeout_with_handle(move || toasts.close(id), STAY).ok()
            }
        });
    }
    let symbol = if failed {
        Symbol::XCircle
    } else {
        Symbol::CheckCircle
    };
    view! {
        <div
            class="toast"
            role=if failed { "alert" } else { "status" }
            on:mouseenter=move |_| held.set(true)
            on:mouseleave=move |_| held.set(false)
            on:focusin=move |_| held.set(true)
            on:focusout=move |_| held.set(false)
        >
            <Icon symbol />
            <span class="grow">{text}</span>
            {action
                .map(|action| {
                    view! {
                        <Button
                            kind=ButtonKind::Quiet
                            type_="button"
                            on:click=move |_| {
                                action.run.run(());
                                toasts.close(id);
                            }
                        >
                            {action.label}
                        </Button>
                    }
                })}
            <IconButton
                symbol=Symbol::X
                label="Close message"
                quiet=true
                on:click=move |_| toasts.close(id)
            />
        </div>
    }
}
