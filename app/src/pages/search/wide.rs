//! The questions behind the search. Each takes as many finds as a page may hold, so that the exact one is among them.

use domain::device::{DeviceQuery, DeviceSort};
use domain::directory::{GroupQuery, UserQuery};
use domain::page::{MAX_PAGE_SIZE, Page};

use super::api::Found;
use super::rank::{Named, best};

pub fn devices(typed: &str) -> DeviceQuery {
    DeviceQuery {
        search: typed.to_owned(),
        sort: DeviceSort::Name,
        descending: false,
        page_size: MAX_PAGE_SIZE,
        ..DeviceQuery::default()
    }
}

pub fn users(typed: &str) -> UserQuery {
    UserQuery {
        search: typed.to_owned(),
        size: MAX_PAGE_SIZE,
        ..UserQuery::default()
    }
}

pub fn groups(typed: &str) -> GroupQuery {
    GroupQuery {
        search: typed.to_owned(),
        size: MAX_PAGE_SIZE,
        ..GroupQuery::default()
    }
}

/// The best finds of a page, and how many there are on all pages.
pub fn best_of<T: Named>(page: Page<T>, typed: &str) -> Found<T> {
    Found {
        total: page.total,
        items: best(page.items, typed),
    }
}
