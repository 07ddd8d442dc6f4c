//! What floats: menu, dialog, side panel; and the box that does not.

use crate::paths;
use crate::ui::{
    Button, ButtonKind, Dialog, DialogBody, DialogCancel, DialogFoot, DialogOpener, Fact, Facts,
    Icon, LinkButton, Menu, Panel, SidePanel, Symbol, TextInput,
};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

#[component]
pub(super) fn Overlays() -> impl IntoView {
    let query = use_query_map();
    let panel = Memo::new(move |_| query.with(|query| query.get("panel").is_some()));
    view! {
        <div class="row">
            <Menu id="g-menu" label="More">
                <button type="button">
                    <Icon symbol=Symbol::Eye />
                    "Collect diagnostics"
                </button>
                <button type="button">
                    <Icon symbol=Symbol::Key />
                    "Rotate recovery key"
                </button>
                <button type="button" disabled>
                    <Icon symbol=Symbol::Lock />
                    "Lock, not on Windows"
                </button>
                <hr />
                <button type="button" class="danger">
                    <Icon symbol=Symbol::Trash />
                    "Wipe"
                </button>
            </Menu>
            <DialogOpener dialog="g-dialog" kind=ButtonKind::DangerQuiet icon=Symbol::Trash>
                "Retire"
            </DialogOpener>
            <LinkButton href="/gallery?panel=open">"Open panel"</LinkButton>
        </div>
        {move || panel.get().then(|| view! { <ExamplePanel /> })}
        <Dialog id="g-dialog" title="Retire 3 devices?">
            <form method="dialog">
                <DialogBody>
                    <p>
                        "At the next check-in they leave management. Work apps, mail and certificates go; personal files stay. Joined devices need a local administrator to sign in."
                    </p>
                    <TextInput id="g-confirm" label="Type 3 to confirm" autofocus=true autocomplete="off" />
                </DialogBody>
                <DialogFoot>
                    <DialogCancel dialog="g-dialog" />
                    <Button kind=ButtonKind::Danger>"Retire 3 devices"</Button>
                </DialogFoot>
            </form>
        </Dialog>
        <div class="max-w-sm">
            <Panel id="g-panel" title="Effect before saving" note=|| "As of 15:42">
                <section>
                    <Facts>
                        <Fact label="Gain enrollment">
                            <span class="num strong">"214 users"</span>
                        </Fact>
                        <Fact label="Lose enrollment">
                            <span class="num strong">"12 users"</span>
                        </Fact>
                    </Facts>
                </section>
                <section>
                    <p class="small muted">"Devices that are enrolled stay enrolled."</p>
                </section>
            </Panel>
        </div>
    }
}

#[component]
fn ExamplePanel() -> impl IntoView {
    view! {
        <SidePanel
            id="g-side"
            title="FH-LT-0412"
            subtitle="ThinkPad T14 Gen 4 · Noor Halvard"
            close_href=paths::gallery()
            foot=|| {
                view! {
                    <LinkButton kind=ButtonKind::Primary href="#">
                        "Open device"
                    </LinkButton>
                    <Button icon=Symbol::Refresh type_="button">
                        "Sync"
                    </Button>
                }
            }
        >
            <Facts>
                <Fact label="Serial number">
                    <code>"PF4X2KBD"</code>
                </Fact>
                <Fact label="Records">"2 managed, 1 Autopilot"</Fact>
            </Facts>
        </SidePanel>
    }
}
