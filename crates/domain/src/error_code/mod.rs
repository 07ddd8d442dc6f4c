//! The error codes that Windows shows when an enrollment fails, with what they mean and what helps; and reading a code in
//! whatever form somebody says it.

mod path;
mod read;
mod table;
#[cfg(test)]
mod tests;

use std::fmt;

pub use path::OnPath;
pub use read::{Reading, read};
pub use table::ErrorCode;

impl ErrorCode {
    /// The number, as Windows returns it; `None` for what is told in words.
    #[must_use]
    pub fn number(self) -> Option<u32> {
        self.entry().number
    }

    /// The usual written form, such as `0x80180018`.
    #[must_use]
    pub fn hex(self) -> String {
        self.to_string()
    }

    /// The name in Microsoft's headers, with their spelling, or ours in its place where there is none; empty for what is
    /// told in words.
    #[must_use]
    pub fn symbol(self) -> &'static str {
        self.entry().symbol
    }

    /// What it means, for admins and support.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        self.entry().meaning
    }

    /// What to tell the user.
    #[must_use]
    pub fn for_user(self) -> &'static str {
        self.entry().for_user
    }

    /// What to try first.
    #[must_use]
    pub fn fix(self) -> &'static str {
        self.entry().fix
    }

    /// What it is called in addresses: the hexadecimal digits alone, or the words with dashes.
    #[must_use]
    pub fn slug(self) -> String {
        match self.number() {
            Some(number) => format!("{number:08x}"),
            None => self.entry().written.to_lowercase().replace(' ', "-"),
        }
    }

    /// The code of that slug.
    #[must_use]
    pub fn from_slug(slug: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|code| code.slug() == slug)
    }

    /// Whether any of its texts or written forms holds `text`, without regard to case.
    #[must_use]
    pub fn mentions(self, text: &str) -> bool {
        let text = text.trim().to_lowercase();
        let entry = self.entry();
        let decimal = entry.number.map(|number| number.to_string());
        [
            entry.written,
            entry.symbol,
            entry.meaning,
            entry.for_user,
            entry.fix,
            decimal.as_deref().unwrap_or_default(),
        ]
        .iter()
        .any(|part| part.to_lowercase().contains(&text))
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.entry().written)
    }
}
