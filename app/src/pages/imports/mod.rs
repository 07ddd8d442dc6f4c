//! Imports: bringing files, what each would change, and what each did.

mod api;
mod dates;
mod decide;
mod list;
mod past;
mod problems;
mod progress;
mod run;
mod run_card;
mod runs_table;
mod state;
mod take_out;
mod upload_problem;

pub use list::ImportsPage;
pub use run::ImportPage;
pub use upload_problem::UploadProblem;
