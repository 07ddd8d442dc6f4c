//! What if: asking the decision about a case that has not happened.

mod answer;
mod api;
mod case_form;
mod load;
mod other_paths;
mod page;
mod question;
mod user_field;
mod who;

pub use page::WhatIfPage;
