//! How the portal looks to one person: light or dark, high rows or low. Kept in two cookies of the browser, so
//! that the server draws the page right from the start.

use leptos::prelude::document;
use serde::{Deserialize, Serialize};

/// Light, dark, or what the system says.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Theme {
    #[default]
    System,
    Light,
    Dark,
}

impl Theme {
    pub(crate) const ALL: [Self; 3] = [Self::System, Self::Light, Self::Dark];
    #[cfg(feature = "ssr")]
    pub(crate) const COOKIE: &str = "muster_theme";

    pub(crate) const fn value(self) -> &'static str {
        match self {
            Self::System => "system",
            Self::Light => "light",
            Self::Dark => "dark",
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::System => "As the system",
            Self::Light => "Light",
            Self::Dark => "Dark",
        }
    }

    /// The value of `data-theme`. Without it the stylesheet follows the system.
    pub(crate) const fn attribute(self) -> Option<&'static str> {
        match self {
            Self::System => None,
            Self::Light => Some("light"),
            Self::Dark => Some("dark"),
        }
    }
}

/// How high a row of a table is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Density {
    #[default]
    Compact,
    Comfortable,
}

impl Density {
    pub(crate) const ALL: [Self; 2] = [Self::Compact, Self::Comfortable];
    #[cfg(feature = "ssr")]
    pub(crate) const COOKIE: &str = "muster_density";

    pub(crate) const fn value(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Comfortable => "comfortable",
        }
    }

    pub(crate) const fn label(self) -> &'static str {
        match self {
            Self::Compact => "Compact rows",
            Self::Comfortable => "Comfortable rows",
        }
    }
}

/// Both together.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Appearance {
    pub theme: Theme,
    pub density: Density,
}

impl Appearance {
    /// Shows it at once, in the browser.
    pub(crate) fn apply(self) {
        let Some(root) = document().document_element() else {
            return;
        };
        // These attributes have names that no browser refuses.
        drop(match self.theme.attribute() {
            Some(theme) => root.set_attribute("data-theme", theme),
            None => root.remove_attribute("data-theme"),
        });
        drop(root.set_attribute("data-density", self.density.value()));
    }
}

#[cfg(feature = "ssr")]
pub(crate) use cookies::{of_request, remember};

#[cfg(feature = "ssr")]
mod cookies {
    use super::{Appearance, Density, Theme};
    use http::{HeaderValue, header, request::Parts};
    use leptos::prelude::use_context;
    use leptos_axum::ResponseOptions;

    /// What the request's cookies say; what they do not say, or say wrongly, is the default.
    pub(crate) fn of_request() -> Appearance {
        use_context::<Parts>().map_or_else(Appearance::default, |parts| {
            let lines = parts.headers.get_all(header::COOKIE);
            read(lines.iter().filter_map(|line| line.to_str().ok()))
        })
    }

    fn read<'h>(lines: impl Iterator<Item = &'h str>) -> Appearance {
        let mut appearance = Appearance::default();
        for (name, value) in lines
            .flat_map(|line| line.split(';'))
            .filter_map(|pair| pair.trim().split_once('='))
        {
            if name == Theme::COOKIE {
                appearance.theme = Theme::ALL
                    .into_iter()
                    .find(|theme| theme.value() == value)
                    .unwrap_or_default();
            } else if name == Density::COOKIE {
                appearance.density = Density::ALL
                    .into_iter()
                    .find(|density| density.value() == value)
                    .unwrap_or_default();
            }
        }
        appearance
    }

    /// Asks the browser to keep it for a year.
    pub(crate) fn remember(appearance: Appearance) {
        let Some(response) = use_context::<ResponseOptions>() else {
            return;
        };
        let pairs = [
            (Theme::COOKIE, appearance.theme.value()),
            (Density::COOKIE, appearance.density.value()),
        ];
        for (name, value) in pairs {
            let cookie =
                format!("{name}={value}; Path=/; Max-Age=31536000; SameSite=Lax; HttpOnly");
            if let Ok(cookie) = HeaderValue::from_str(&cookie) {
                response.append_header(header::SET_COOKIE, cookie);
            }
        }
    }

    #[cfg(test)]
    mod tests {
        use super::*;

        #[test]
        fn the_cookies_decide_how_the_portal_looks() {
            let header = [
                "muster=abc; muster_theme=dark",
                "muster_density=comfortable",
            ];
            let expected = Appearance {
                theme: Theme::Dark,
                density: Density::Comfortable,
            };
            assert_eq!(read(header.into_iter()), expected);
        }

        #[test]
        fn a_cookie_that_makes_no_sense_is_as_none() {
            let header = ["muster_theme=\"><script>; muster_density=; muster_theme"];
            assert_eq!(read(header.into_iter()), Appearance::default());
        }
    }
}
