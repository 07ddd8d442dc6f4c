//! What shows data: badges, rows, names, times, tabs.

use crate::ui::{
    Badge, Button, ButtonKind, Chip, ChipButton, ChipState, CommandBar, CopyButton, Fact, Facts,
    FilterPill, Name, Pager, Progress, Recorded, SortDirection, SortHead, Status, Symbol, Tab,
    TableBox, Tabs, Time, Tone, cut_middle,
};
use chrono::{DateTime, TimeDelta, Utc};
use leptos::prelude::*;

#[component]
pub(super) fn Badges() -> impl IntoView {
    view! {
        <div class="row">
            <Badge tone=Tone::Success icon=Symbol::CheckCircle>"Compliant"</Badge>
            <Badge tone=Tone::Warning icon=Symbol::Clock>"In grace period"</Badge>
            <Badge tone=Tone::Danger icon=Symbol::XCircle>"Not compliant"</Badge>
            <Badge tone=Tone::Info icon=Symbol::Refresh>"Syncing"</Badge>
            <Badge icon=Symbol::Dashed>"Not evaluated"</Badge>
            <Badge>"Preview"</Badge>
        </div>
        <div class="row">
            <Status tone=Tone::Success icon=Symbol::CheckCircle>"Compliant"</Status>
            <Status tone=Tone::Warning icon=Symbol::Clock>"In grace period"</Status>
            <Status tone=Tone::Danger icon=Symbol::XCircle>"Not compliant"</Status>
            <Status tone=Tone::Info icon=Symbol::Refresh>"Pending"</Status>
            <Status icon=Symbol::Dashed>"Not evaluated"</Status>
            <span class="subtle small">"Plain status in tables, badges in titles"</span>
        </div>
        <div class="row">
            <FilterPill field="OS" value="Windows 11" remove_href="#" />
            <Chip text="Engineering" note="1,896 users">
                <ChipButton label="Remove Engineering" type_="button" />
            </Chip>
            <Chip text="Finance and Legal" note="214, added" state=ChipState::Added>
                <ChipButton label="Remove Finance and Legal" type_="button" />
            </Chip>
            <Chip text="Loaner laptops" note="0 users" state=ChipState::Doubtful>
                <ChipButton label="Remove Loaner laptops" type_="button" />
            </Chip>
            <Chip text="Pilot 2024" note="removed" state=ChipState::Removed>
                <ChipButton symbol=Symbol::Undo label="Put Pilot 2024 back" type_="button" />
            </Chip>
        </div>
    }
}

#[component]
pub(super) fn TableRows() -> impl IntoView {
    let rows = [
        (
            "FH-LT-0397",
            Tone::Success,
            Symbol::CheckCircle,
            "Compliant",
            "182.4 GB",
            false,
        ),
        (
            "FH-LT-0412",
            Tone::Warning,
            Symbol::Clock,
            "In grace period",
            "9.7 GB",
            true,
        ),
        (
            "FH-KIOSK-HARBOURSIDE-RECEPTION-SCREEN-01",
            Tone::Quiet,
            Symbol::Dashed,
            "Not evaluated",
            "61.0 GB",
            false,
        ),
    ];
    let rows = rows
        .map(|(name, tone, icon, status, free, selected)| {
            view! {
                <tr aria-selected=if selected { "true" } else { "false" }>
                    <td>
                        <input type="checkbox" checked=selected aria-label=format!("Select {name}") />
                    </td>
                    <th scope="row">
                        <a class="name-link block max-w-60" href="#">
                            <Name name />
                        </a>
                    </th>
                    <td>
                        <Status tone icon>{status}</Status>
                    </td>
                    <td class="end num">{free}</td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <CommandBar label="Actions on the selection" selecting=true>
            <span class="medium small nowrap" aria-live="polite">"1 selected"</span>
            <span class="rule"></span>
            <Button icon=Symbol::Refresh type_="button">"Sync"</Button>
            <Button kind=ButtonKind::DangerQuiet icon=Symbol::Trash type_="button">"Retire"</Button>
        </CommandBar>
        <h3 id="g-rows">"Row states"</h3>
        <TableBox labelled_by="g-rows">
            <table class="grid-table">
                <thead>
                    <tr>
                        <th scope="col">
                            <span class="sr">"Select"</span>
                        </th>
                        <SortHead label="Device name" href="#" sorted=Some(SortDirection::Ascending) />
                        <SortHead label="Compliance" href="#" sorted=None />
                        <SortHead label="Storage free" href="#" sorted=None end=true />
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </TableBox>
        <Pager summary="1–50 of 8,214" previous=None next=Some("#".to_owned()) />
    }
}

#[component]
pub(super) fn Names() -> impl IntoView {
    let now = DateTime::<Utc>::UNIX_EPOCH + TimeDelta::days(20_780);
    let id = "7c1f0e52-93ab-4d1e-a6c8-51b7d20f4e19";
    view! {
        <Facts>
            <Fact label="Long name">
                <Name name="FH-KIOSK-HARBOURSIDE-RECEPTION-SCREEN-01" />
            </Fact>
            <Fact label="Id">
                <code title=id>{cut_middle(id, 13).into_owned()}</code>
                " "
                <CopyButton text=id what="device id" />
            </Fact>
            <Fact label="In a list">
                <Time at=now - TimeDelta::minutes(11) now relative=true />
            </Fact>
            <Fact label="This year">
                <Time at=now - TimeDelta::days(11) now />
            </Fact>
            <Fact label="Long ago">
                <Time at=now - TimeDelta::days(400) now />
            </Fact>
            <Fact label="Nothing">
                <Recorded text=None />
            </Fact>
        </Facts>
    }
}

#[component]
pub(super) fn TabsAndProgress() -> impl IntoView {
    let tab = |label: &str, count: Option<&str>, is_current| Tab {
        label: label.to_owned(),
        href: "#".to_owned(),
        count: count.map(str::to_owned),
        is_current,
    };
    view! {
        <Tabs
            label="Device"
            tabs=vec![tab("Overview", None, true), tab("Records", Some("3"), false), tab("Timeline", None, false)]
        />
        <Progress label="Importing DevicesWithInventory.csv" done=7_412 total=Some(12_490) left="14 s left" />
        <Progress label="Reading the file" done=7_412 total=None />
    }
}
