//! The lists behind the charts: each holds just the devices that the figure counts.

use domain::device::{DeviceQuery, DeviceSort};
use domain::overview::{CheckInAge, Span, VersionShare};
use domain::record::{Compliance, JoinType};

use crate::pages::shared::list_parts::with_query;
use crate::paths;

fn list(query: &DeviceQuery) -> String {
    with_query(paths::devices(), &query.to_query_string())
}

pub(super) fn of_age(age: CheckInAge) -> String {
    list(&DeviceQuery {
        checked_in_days: age.within_days(),
        silent_days: age.silent_days(),
        ..DeviceQuery::default()
    })
}

pub(super) fn of_compliance(compliance: Compliance) -> String {
    list(&DeviceQuery {
        compliance: vec![compliance],
        ..DeviceQuery::default()
    })
}

pub(super) fn of_join_type(join_type: JoinType) -> String {
    list(&DeviceQuery {
        join_type: vec![join_type],
        ..DeviceQuery::default()
    })
}

pub(super) fn of_version(share: &VersionShare) -> Option<String> {
    share.can_be_listed.then(|| {
        list(&DeviceQuery {
            os: vec![share.os.clone()],
            os_version: share.releases.clone(),
            ..DeviceQuery::default()
        })
    })
}

pub(super) fn enrolled_in(span: &Span) -> String {
    list(&DeviceQuery {
        enrolled_from: Some(span.from),
        enrolled_before: Some(span.before),
        ..sorted(DeviceSort::Enrolled)
    })
}

/// All devices in that order.
pub(super) fn by(sort: DeviceSort) -> String {
    list(&sorted(sort))
}

fn sorted(sort: DeviceSort) -> DeviceQuery {
    DeviceQuery {
        sort,
        descending: sort.begins_descending(),
        ..DeviceQuery::default()
    }
}
