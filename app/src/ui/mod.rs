//! Building blocks of every page: how things look and behave. Nothing here knows devices, people or addresses.

mod badge;
mod breadcrumbs;
mod button;
mod chip;
mod choice;
mod command_bar;
mod copy;
mod dialog;
mod empty;
mod facts;
mod field;
mod filter_pill;
mod hydrated;
mod icon;
#[cfg(feature = "ssr")]
mod icon_sheet;
mod list_keys;
mod menu;
mod name;
mod notice;
mod number;
mod page_title;
mod pager;
mod panel;
mod progress;
mod segmented;
mod select;
mod side_panel;
mod skeleton;
mod status;
mod table;
mod tabs;
mod text_area;
mod text_input;
mod time;
mod toast;
mod tone;

pub use badge::Badge;
pub use breadcrumbs::{Breadcrumbs, Crumb};
pub use button::{Button, ButtonKind, DisabledButton, IconButton, LinkButton};
pub use chip::{Chip, ChipButton, ChipState};
pub use choice::{Choice, ChoiceKind};
pub use command_bar::CommandBar;
pub use copy::CopyButton;
pub use dialog::{
    Dialog, DialogBody, DialogCancel, DialogFoot, DialogOpener, close_dialog, show_dialog,
};
pub use empty::Empty;
pub use facts::{Fact, Facts, Recorded};
pub use field::{Field, note_id};
pub use filter_pill::FilterPill;
pub use hydrated::{provide_hydrated, use_hydrated};
pub use icon::{BrandMark, Icon, Symbol};
#[cfg(feature = "ssr")]
pub use icon_sheet::IconSheet;
pub use menu::{Menu, close_after};
pub use name::{Name, cut_middle};
pub use notice::Notice;
pub use number::{counted, thousands};
pub use page_title::PageTitle;
pub use pager::Pager;
pub use panel::Panel;
pub use progress::Progress;
pub use segmented::Segmented;
pub use select::{Choose, Select};
pub use side_panel::SidePanel;
pub use skeleton::Skeleton;
pub use status::Status;
pub use table::{SortDirection, SortHead, TableBox};
pub use tabs::{Tab, Tabs};
pub use text_area::TextArea;
pub use text_input::{InputKind, TextInput};
pub use time::Time;
pub use toast::{ToastAction, ToastRegion, provide_toasts, use_toasts};
pub use tone::Tone;
