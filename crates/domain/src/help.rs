//! The help center for end users: its topics, and the Windows versions that they are written for.
//!
//! Which page fits which device follows Microsoft Learn, "Windows device enrollment guide" and the user-help pages.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use crate::words::words;

words! {
    /// A topic of the help center. The word is its part of addresses.
    Topic, "topic" {
        /// Which steps fit which computer.
        Start = "start", "Start here";
        /// Adding a work or school account in Settings.
        AddAccount = "add-account", "Add your work account";
        /// Joining a computer of the organisation.
        Join = "join", "Join a work computer";
        /// The Company Portal app.
        CompanyPortal = "company-portal", "Use the Company Portal app";
        /// The Company Portal website.
        Website = "company-portal-website", "Use the Company Portal website";
        /// Looking whether it worked, and syncing.
        Check = "check-and-sync", "Check and sync";
        /// Leaving.
        Leave = "leave", "Remove your work account";
        /// What the organisation can and cannot see.
        WhatWeSee = "what-it-can-see", "What IT can see";
        /// A computer that is listed twice.
        ShowsTwice = "shows-up-twice", "My computer shows up twice";
        /// Messages that Windows shows.
        Messages = "messages", "If you see a message";
    }
}

/// For whom a link to a help page was made, so that the page can say it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MadeFor {
    /// The name that the reader signs in with; empty if it is not known.
    pub account: String,
    /// The name of the device; empty if the link is about none.
    pub device: String,
    /// Until when the link says so.
    pub until: DateTime<Utc>,
}

/// Whether a help page helped its readers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct HelpAnswers {
    /// The page.
    pub topic: Topic,
    /// In which language it was read.
    pub language: String,
    /// How many said that it helped.
    pub helped: i64,
    /// How many said that it did not.
    pub not_helped: i64,
}

words! {
    /// Which Windows a visitor has.
    WindowsRelease, "windows" {
        /// Windows 11.
        Eleven = "11", "Windows 11";
        /// Windows 10.
        Ten = "10", "Windows 10";
        /// Windows 8.1, 8 and 7.
        Earlier = "earlier", "Earlier Windows";
    }
}

impl WindowsRelease {
    /// The release that a browser tells: from the platform version of User-Agent Client Hints where there is one (13 and up
    /// is Windows 11, 1 to 12 is Windows 10, 0 is earlier), else from the user agent, which calls Windows 11 "Windows NT
    /// 10.0" like Windows 10. `None` where it does not tell.
    ///
    /// Source: Microsoft Learn, "Detect Windows 11 using User-Agent Client Hints".
    #[must_use]
    pub fn of_browser(
        platform: Option<&str>,
        version: Option<&str>,
        user_agent: &str,
    ) -> Option<Self> {
        let unquoted =
            |text: Option<&str>| text.map(|text| text.trim().trim_matches('"').to_owned());
        if unquoted(platform).is_some_and(|platform| platform == "Windows")
            && let Some(version) = unquoted(version)
        {
            let major = version.split('.').next()?.parse::<u32>().ok()?;
            return Some(match major {
                13.. => Self::Eleven,
                1..=12 => Self::Ten,
                0 => Self::Earlier,
            });
        }
        let (_, rest) = user_agent.split_once("Windows NT ")?;
        let number = rest.split([';', ')']).next()?.trim();
        let major = number.split('.').next()?.parse::<u32>().ok()?;
        // 10.0 may be either: neither is claimed.
        (major < 10).then_some(Self::Earlier)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_browser_tells_its_windows_or_it_does_not() {
        let edge = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36 Edg/140.0.0.0";
        let firefox =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0";
        let seven =
            "Mozilla/5.0 (Windows NT 6.1; Win64; x64; rv:115.0) Gecko/20100101 Firefox/115.0";
        let phone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) AppleWebKit/605.1.15";
        let windows = Some("\"Windows\"");
        for (platform, version, agent, expected) in [
            (
                windows,
                Some("\"15.0.0\""),
                edge,
                Some(WindowsRelease::Eleven),
            ),
            (
                windows,
                Some("\"13.0.0\""),
                edge,
                Some(WindowsRelease::Eleven),
            ),
            (windows, Some("\"10.0.0\""), edge, Some(WindowsRelease::Ten)),
            (
                windows,
                Some("\"0.3.0\""),
                edge,
                Some(WindowsRelease::Earlier),
            ),
            (windows, None, edge, None),
            (windows, Some("\"\""), edge, None),
            (
                Some("\"macOS\""),
                Some("\"15.1.0\""),
                "Mozilla/5.0 (Macintosh)",
                None,
            ),
            (None, None, firefox, None),
            (None, None, seven, Some(WindowsRelease::Earlier)),
            (None, None, phone, None),
            (None, None, "", None),
        ] {
            assert_eq!(
                WindowsRelease::of_browser(platform, version, agent),
                expected,
                "{platform:?} {version:?} {agent}"
            );
        }
    }
}
