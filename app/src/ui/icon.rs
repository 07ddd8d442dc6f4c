//! The icons, by name: they are drawn in a hidden sheet that each document has once.

use leptos::prelude::*;

macro_rules! symbols {
    ($($variant:ident = $name:literal,)*) => {
        /// One icon of the sheet.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Symbol { $($variant,)* }

        impl Symbol {
            /// Every icon, in the order of its name.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The name it has in the sheet.
            #[must_use]
            pub const fn name(self) -> &'static str {
                match self { $(Self::$variant => $name,)* }
            }

            const fn href(self) -> &'static str {
                match self { $(Self::$variant => concat!("#i-", $name),)* }
            }
        }
    };
}

symbols! {
    Alert = "alert",
    ArrowDown = "arrow-down",
    ArrowRight = "arrow-right",
    ArrowUp = "arrow-up",
    Bell = "bell",
    Briefcase = "briefcase",
    Broom = "broom",
    Building = "building",
    Check = "check",
    CheckCircle = "check-circle",
    ChevronDown = "chevron-down",
    ChevronLeft = "chevron-left",
    ChevronRight = "chevron-right",
    Chip = "chip",
    Clock = "clock",
    Cloud = "cloud",
    Columns = "columns",
    Copies = "copies",
    Dashed = "dashed",
    Decide = "decide",
    Download = "download",
    External = "external",
    Eye = "eye",
    Filter = "filter",
    Gauge = "gauge",
    Globe = "globe",
    Help = "help",
    Home = "home",
    Info = "info",
    Key = "key",
    Laptop = "laptop",
    Link = "link",
    List = "list",
    Lock = "lock",
    Log = "log",
    Mail = "mail",
    Menu = "menu",
    Merge = "merge",
    MinusCircle = "minus-circle",
    Monitor = "monitor",
    More = "more",
    Package = "package",
    Pencil = "pencil",
    Phone = "phone",
    Plus = "plus",
    Power = "power",
    Printer = "printer",
    Refresh = "refresh",
    Route = "route",
    Rows = "rows",
    Search = "search",
    Send = "send",
    Server = "server",
    Shield = "shield",
    ShieldCheck = "shield-check",
    Skip = "skip",
    Sliders = "sliders",
    Sort = "sort",
    Split = "split",
    Stop = "stop",
    Support = "support",
    Theme = "theme",
    Trash = "trash",
    Undo = "undo",
    Upload = "upload",
    User = "user",
    Users = "users",
    Wifi = "wifi",
    X = "x",
    XCircle = "x-circle",
}

impl Symbol {
    /// True for what points along the line of text, and so turns round where text runs from right to left.
    const fn flips(self) -> bool {
        matches!(
            self,
            Self::ArrowRight | Self::ChevronLeft | Self::ChevronRight
        )
    }
}

/// An icon beside a text that says the same: it is hidden from screen readers.
#[component]
pub fn Icon(
    symbol: Symbol,
    /// 16 px instead of 20.
    #[prop(optional)]
    small: bool,
) -> impl IntoView {
    view! {
        <svg
            class="icon"
            class:icon-sm=small
            class:icon-flip=symbol.flips()
            viewBox="0 0 20 20"
            aria-hidden="true"
        >
            <use href=symbol.href()></use>
        </svg>
    }
}

/// The mark of Muster: a list with a check.
#[component]
pub fn BrandMark() -> impl IntoView {
    view! {
        <svg class="mark" viewBox="0 0 24 24" aria-hidden="true">
            <rect width="24" height="24" rx="6" fill="var(--brand-bg)"></rect>
            <path
                d="M6 7.5h8M6 12h5M6 16.5h3.5M11.5 15.5l2.5 2.5 4.5-6"
                fill="none"
                stroke="var(--brand-on)"
                stroke-width="1.75"
                stroke-linecap="round"
                stroke-linejoin="round"
            ></path>
        </svg>
    }
}
