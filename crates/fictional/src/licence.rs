//! Who holds which product, and how many seats were bought.

use std::io::{Result, Write};
use std::path::{Path, PathBuf};

use chrono::TimeDelta;

use crate::chance::Chance;
use crate::person::Person;
use crate::{Organisation, file};

const FULL: &str = "SPE_E3";
const FRONTLINE: &str = "M365_F1";
const OFFICE_ONLY: &str = "ENTERPRISEPACK";

/// The product of the `n`th person; some hold none, and some one that does not let them enroll.
fn of(n: usize) -> Option<&'static str> {
    let person = Person::of(n);
    let mut chance = Chance::of("licence", n);
    if !person.may_sign_in || chance.is(15) {
        None
    } else if person.is_external || chance.is(25) {
        Some(OFFICE_ONLY)
    } else if person.department < 3 {
        Some(FRONTLINE)
    } else {
        Some(FULL)
    }
}

/// Writes who holds what.
pub(crate) fn write(organisation: &Organisation, folder: &Path) -> Result<PathBuf> {
    let headers = ["userPrincipalName", "skuPartNumber"];
    file::write(folder, "licences.csv", &headers, |output| {
        for n in 0..organisation.people() {
            if let Some(sku) = of(n) {
                writeln!(output, "{},{sku}", Person::of(n).upn)?;
            }
        }
        Ok(())
    })
}

/// Writes what was bought: a little more than is used, and a trial that ended.
pub(crate) fn write_subscriptions(organisation: &Organisation, folder: &Path) -> Result<PathBuf> {
    let headers = ["skuPartNumber", "total", "status", "expires"];
    file::write(folder, "subscriptions.csv", &headers, |output| {
        let day = |days: i64| (organisation.now + TimeDelta::days(days)).date_naive();
        let ended = day(-40);
        for sku in [FULL, FRONTLINE, OFFICE_ONLY] {
            let used = (0..organisation.people())
                .filter(|n| of(*n) == Some(sku))
                .count();
            let bought = (used + used / 25 + 1).next_multiple_of(25);
            writeln!(output, "{sku},{bought},Enabled,{}", day(210))?;
        }
        writeln!(output, "AAD_PREMIUM_P2,25,Suspended,{ended}")
    })
}
