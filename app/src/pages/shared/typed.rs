//! What came back with the address after a form was refused: what was typed, and what is wrong with it.

use leptos::prelude::*;

use crate::layout::PostedProblem;
use crate::pages::shared::address::read_pairs;

/// What stands in the address of a form.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Typed {
    pairs: Vec<(String, String)>,
}

impl Typed {
    /// Reads the part of an address behind the question mark.
    pub fn read(search: &str) -> Self {
        Self {
            pairs: read_pairs(search),
        }
    }

    /// The pairs, if anything was typed: a form that was just opened has none of its own.
    pub fn own(&self) -> Option<&[(String, String)]> {
        let is_typed = self.pairs.iter().any(|(key, _)| key == "name");
        is_typed.then_some(self.pairs.as_slice())
    }

    /// The first value of `key`; empty where there is none.
    pub fn value(&self, key: &str) -> String {
        let mut pairs = self.pairs.iter();
        pairs
            .find(|(found, _)| found == key)
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    }

    /// The last value of `key`: what counts of a check box that stands behind what is sent without it.
    pub fn last(&self, key: &str) -> &str {
        let mut pairs = self.pairs.iter().rev();
        pairs
            .find(|(found, _)| found == key)
            .map_or("", |(_, value)| value.trim())
    }

    /// What is wrong with `field`, as a sentence.
    pub fn error(&self, field: &str) -> Option<String> {
        (self.value("field") == field)
            .then(|| self.value("problem"))
            .filter(|problem| !problem.is_empty())
    }
}

/// What is wrong that belongs to none of `fields`.
#[component]
pub fn OtherProblem(typed: Typed, fields: &'static [&'static str]) -> impl IntoView {
    let is_of_field = fields.contains(&typed.value("field").as_str());
    let problem = Some(typed.value("problem")).filter(|text| !is_of_field && !text.is_empty());
    problem.map(|problem| view! { <PostedProblem problem /> })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_belongs_to_its_field() {
        let typed = Typed::read("name=Desk&member=1&field=members&problem=Choose+one.");
        assert_eq!(typed.error("members").as_deref(), Some("Choose one."));
        assert_eq!(typed.error("name"), None);
        assert_eq!(typed.value("name"), "Desk");
        assert!(typed.own().is_some());
        assert!(Typed::read("find_member=a").own().is_none());
    }
}
