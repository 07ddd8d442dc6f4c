//! The people: what they are called, where they work, whether they may sign in.

use std::io::{Result, Write};
use std::path::{Path, PathBuf};

use uuid::Uuid;

use crate::chance::{self, Chance};
use crate::{DOMAIN, Organisation, file};

const FIRST: &[&str] = &[
    "Ada", "Amir", "Ana", "Anouk", "Bela", "Bruno", "Carys", "Chidi", "Clara", "Dario", "Deniz",
    "Edda", "Emil", "Esther", "Farah", "Felix", "Freya", "Goran", "Greta", "Hana", "Hugo", "Ilse",
    "Imran", "Ines", "Ivo", "Jara", "Jonas", "Juna", "Kaito", "Karla", "Keira", "Lars", "Leila",
    "Lena", "Levi", "Lou", "Maren", "Mateo", "Mila", "Mina", "Nadia", "Nils", "Noor", "Olga",
    "Omar", "Otto", "Paula", "Pavel", "Petra", "Quinn", "Rania", "Robin", "Rosa", "Samir", "Selma",
    "Sofia", "Tariq", "Thea", "Tomas", "Uma", "Vera", "Viktor", "Wanda", "Yara", "Yusuf", "Zelda",
];

const LAST: &[&str] = &[
    "Amberling",
    "Ashwharf",
    "Bellquay",
    "Birkcombe",
    "Brackwater",
    "Bramley",
    "Cablewright",
    "Cloudsley",
    "Cordwain",
    "Cornrigg",
    "Dockery",
    "Driftwick",
    "Dunmere",
    "Ellerham",
    "Fairlead",
    "Fennimore",
    "Flaxman",
    "Foresail",
    "Gablewick",
    "Galehurst",
    "Graveney",
    "Halyard",
    "Harrowgate",
    "Hawserby",
    "Heddle",
    "Ingelcombe",
    "Ivorsund",
    "Jettison",
    "Kelmarsh",
    "Kersey",
    "Lanyard",
    "Linnet",
    "Loomis",
    "Marlinspike",
    "Merrow",
    "Millrace",
    "Moorings",
    "Netherby",
    "Oakum",
    "Oduya",
    "Osterfeld",
    "Pellwick",
    "Pierpoint",
    "Quarrier",
    "Ravensea",
    "Rigby",
    "Ropewalk",
    "Sailcloth",
    "Saltmarsh",
    "Sedgecroft",
    "Selvage",
    "Shuttleworth",
    "Spindler",
    "Staithes",
    "Tackley",
    "Tidewell",
    "Twillby",
    "Underhay",
    "Vannwick",
    "Warpole",
    "Wefton",
    "Whitlock",
    "Windlass",
    "Wool",
    "Yarnfield",
    "Yarrowstead",
    "Zephyrin",
];

/// Where people work, how many of a hundred, and what they do there.
pub(crate) const DEPARTMENTS: &[(usize, &str, &[&str])] = &[
    (
        24,
        "Warehouse",
        &["Picker", "Forklift driver", "Shift lead"],
    ),
    (16, "Logistics", &["Dispatcher", "Planner", "Customs clerk"]),
    (14, "Weaving mill", &["Weaver", "Machine setter", "Foreman"]),
    (11, "Sales", &["Account manager", "Sales assistant"]),
    (9, "Design", &["Textile designer", "Pattern maker"]),
    (7, "Finance", &["Accountant", "Controller", "Payroll clerk"]),
    (6, "Purchasing", &["Buyer", "Category manager"]),
    (5, "IT", &["Administrator", "Service desk agent"]),
    (4, "Human resources", &["Recruiter", "HR partner"]),
    (4, "Management", &["Director", "Executive assistant"]),
];

const COUNTRIES: &[(usize, &str)] = &[(60, "SE"), (15, "DK"), (10, "DE"), (10, "PT"), (5, "GB")];

/// One of the people.
pub(crate) struct Person {
    pub id: Uuid,
    pub name: String,
    pub upn: String,
    /// Which of [`DEPARTMENTS`].
    pub department: usize,
    /// Works for somebody else.
    pub is_external: bool,
    pub may_sign_in: bool,
}

impl Person {
    /// The `n`th.
    pub(crate) fn of(n: usize) -> Self {
        let mut chance = Chance::of("person", n);
        // Each pair of names once before any comes again with a number.
        let pairs = FIRST.len() * LAST.len();
        let pair = (n % pairs) * 1_021 % pairs;
        let (first, last) = (FIRST[pair % FIRST.len()], LAST[pair / FIRST.len()]);
        let again = match n / pairs {
            0 => String::new(),
            again => (again + 1).to_string(),
        };
        let account = format!("{first}.{last}{again}").to_lowercase();
        let mut at = chance.below(100);
        let mut department = 0;
        for (index, (share, ..)) in DEPARTMENTS.iter().enumerate() {
            department = index;
            if at < *share {
                break;
            }
            at -= share;
        }
        let is_external = chance.is(70);
        Self {
            id: chance::id("person", n),
            name: format!("{first} {last}"),
            upn: if is_external {
                format!("{account}.ext@{DOMAIN}")
            } else {
                format!("{account}@{DOMAIN}")
            },
            department,
            is_external,
            may_sign_in: !chance.is(25),
        }
    }

    /// Whether IT is where this person works.
    pub(crate) fn is_in_it(&self) -> bool {
        DEPARTMENTS[self.department].1 == "IT"
    }
}

/// Writes all people.
pub(crate) fn write(organisation: &Organisation, folder: &Path) -> Result<PathBuf> {
    let headers = [
        "userPrincipalName",
        "displayName",
        "accountEnabled",
        "department",
        "jobTitle",
        "mail",
        "usageLocation",
        "objectId",
    ];
    file::write(folder, "users.csv", &headers, |output| {
        for n in 0..organisation.people() {
            let person = Person::of(n);
            let mut chance = Chance::of("work", n);
            let (_, department, titles) = DEPARTMENTS[person.department];
            let title = if person.is_external {
                "Contractor"
            } else {
                titles[chance.below(titles.len())]
            };
            let country = chance.weighted(COUNTRIES);
            let Person { id, name, upn, .. } = &person;
            let enabled = if person.may_sign_in { "True" } else { "False" };
            writeln!(
                output,
                "{upn},{name},{enabled},{department},{title},{upn},{country},{id}"
            )?;
        }
        Ok(())
    })
}
