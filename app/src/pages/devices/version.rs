//! The operating system of a device, as people call it.

use domain::device::windows_version;
use leptos::either::Either;
use leptos::prelude::*;

use crate::ui::Recorded;

/// "11 24H2 26100.7171" for Windows, with the build quieter; for others the system and its version.
#[component]
pub fn OsVersion(os: String, version: String) -> impl IntoView {
    match windows_version(&version).filter(|_| os == "Windows") {
        Some(windows) => Either::Left(view! {
            <bdi>"Windows " {windows.release} " " <span class="subtle build">{windows.build}</span></bdi>
        }),
        None => Either::Right(
            view! { <Recorded text=Some(format!("{os} {version}").trim().to_owned()) /> },
        ),
    }
}
