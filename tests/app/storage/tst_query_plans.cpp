#ifndef Q_MOC_RUN
#include "app/storage/early_change_store.h"
#include "app/storage/invite_store.h"
#include "app/storage/outbox_store.h"
#include "app/storage/state_store.h"
#include "tests/app/storage/storage_world.h"
#endif

#include <algorithm>
#include <sotto-sqlcipher/sqlite3.h>

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

/// How SQLite goes about each statement that is open on a connection.
struct Plan
{
    std::string sql;
    std::vector<std::string> steps;

    [[nodiscard]] bool has(std::string_view part) const
    {
        return std::ranges::any_of(steps, [part](const std::string& step) {
            return step.find(part) != std::string::npos;
        });
    }
};

std::vector<Plan> plansOf(Database& database)
{
    std::vector<std::string> all;
    for (sqlite3_stmt* open = sqlite3_next_stmt(database.handle(), nullptr); open != nullptr;
         open = sqlite3_next_stmt(database.handle(), open)) {
        const std::string sql = sqlite3_sql(open);
        if (sql.find("'main'.'message_words") == std::string::npos) { // FTS5's own
            all.push_back(sql);
        }
    }
    std::vector<Plan> plans;
    for (const std::string& sql : all) {
        Statement explain(database, "EXPLAIN QUERY PLAN " + sql);
        Plan& plan = plans.emplace_back(Plan{sql, {}});
        while (explain.step()) {
            plan.steps.push_back(explain.text(3));
        }
    }
    return plans;
}

/// Those that are meant to read a whole table, small or asked for as a whole.
bool readsAll(const std::string& sql)
{
    return sql.find("ORDER BY c.id") != std::string::npos || // all contacts
           sql.find("ORDER BY peer") != std::string::npos || // all sessions
           sql.find("FROM invites ORDER BY id") != std::string::npos ||
           sql.find("DELETE FROM invites WHERE expires") != std::string::npos ||
           sql.find("DELETE FROM early_changes WHERE received") != std::string::npos || // few
           sql.find("UPDATE invites SET published = 0") != std::string::npos ||
           sql.find("SELECT DISTINCT contact, device") != std::string::npos ||
           sql.find("standing NOT IN") != std::string::npos; // the list
}

} // namespace

/// Statements find their rows by an index.
class TestQueryPlans : public QObject
{
    Q_OBJECT

private slots:
    void nothingReadsATable();
    void pagesAreNotSorted();
    void theListReadsEachTableOnce();
};

void TestQueryPlans::nothingReadsATable()
{
    StorageWorld world;
    const EarlyChangeStore earlyChanges(world.database);
    const OutboxStore outbox(world.database);
    const InviteStore invites(world.database);
    const StateStore state(world.database);
    const SettingsStore settings(world.database);
    const SessionStore sessions(world.database);
    const auto plans = plansOf(world.database);
    QVERIFY(plans.size() > 50);
    for (const Plan& plan : plans) {
        if (!readsAll(plan.sql)) {
            const bool scans = std::ranges::any_of(plan.steps, [](const std::string& step) {
                return step.starts_with("SCAN") && !step.starts_with("SCAN CONSTANT ROW") &&
                       step.find("VIRTUAL TABLE") == std::string::npos &&
                       !step.starts_with("SCAN (subquery");
            });
            QVERIFY2(!scans, plan.sql.c_str());
        }
    }
}

void TestQueryPlans::pagesAreNotSorted()
{
    StorageWorld world;
    int pages = 0;
    for (const Plan& plan : plansOf(world.database)) {
        if (plan.sql.find("ORDER BY m.position") != std::string::npos) {
            ++pages;
            QVERIFY2(plan.has("USING INDEX messages_by_position"), plan.sql.c_str());
            QVERIFY2(!plan.has("TEMP B-TREE"), plan.sql.c_str());
        }
        if (plan.sql.find("MATCH") != std::string::npos) {
            ++pages;
            QVERIFY2(plan.steps.at(0).find("SCAN w VIRTUAL TABLE") == 0, plan.sql.c_str());
            QVERIFY2(!plan.has("TEMP B-TREE"), plan.sql.c_str());
        }
    }
    QCOMPARE(pages, 4);
}

void TestQueryPlans::theListReadsEachTableOnce()
{
    StorageWorld world;
    int lists = 0;
    for (const Plan& plan : plansOf(world.database)) {
        if (plan.sql.find("standing NOT IN") != std::string::npos) {
            ++lists;
            QVERIFY(plan.has("SCAN v"));
            QVERIFY(plan.has("SEARCH c USING INTEGER PRIMARY KEY"));
            QVERIFY(plan.has("SEARCH m USING INTEGER PRIMARY KEY"));
        }
    }
    QCOMPARE(lists, 1);
}

QTEST_GUILESS_MAIN(TestQueryPlans)
#include "tst_query_plans.moc"
