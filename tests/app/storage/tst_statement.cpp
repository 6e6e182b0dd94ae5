#ifndef Q_MOC_RUN
#include "tests/app/storage/storage_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

/// Statements and transactions.
class TestStatement : public QObject
{
    Q_OBJECT

private slots:
    void valuesComeBack();
    void emptyIsNotNull();
    void wrongSizesAreDamage();
    void statementsAreUsedAgain();
    void withoutCommitNothingHappens();
    void aBrokenSchemaIsDamage();
    void aMovedStatementWorks();
};

void TestStatement::valuesComeBack()
{
    Database database = Database::inMemory();
    Statement statement(database, "SELECT ?, ?, ?, ?, ?, ?, ?");
    const crypto::Bytes blob = {1, 0, 2};
    const std::string text("a\0b", 3);
    const auto uid = numbered<MessageUid>(7);
    statement.with(std::int64_t{-5}, true, text, blob, uid, MessageKind::Deleted,
                   std::optional<std::int64_t>());
    QVERIFY(statement.step());
    QCOMPARE(statement.integer(0), -5);
    QVERIFY(statement.boolean(1));
    QVERIFY(statement.text(2) == text);
    QVERIFY(statement.blob(3) == blob);
    QVERIFY(statement.secret(3).view().size() == 3);
    QVERIFY(statement.fixed<MessageUid>(4) == uid);
    QVERIFY(statement.as<MessageKind>(5) == MessageKind::Deleted);
    QVERIFY(statement.isNull(6));
    QVERIFY(!statement.isNull(5));
    QVERIFY(!statement.step());
}

void TestStatement::emptyIsNotNull()
{
    Database database = Database::inMemory();
    Statement statement(database, "SELECT ?, ?");
    statement.with(std::string_view(), crypto::ByteView());
    QVERIFY(statement.step());
    QVERIFY(!statement.isNull(0));
    QVERIFY(!statement.isNull(1));
    QVERIFY(statement.view(1).empty());
}

void TestStatement::wrongSizesAreDamage()
{
    Database database = Database::inMemory();
    Statement statement(database, "SELECT zeroblob(15)");
    QVERIFY(statement.step());
    QVERIFY_THROWS_EXCEPTION(StorageFailure, (void)statement.fixed<MessageUid>(0));
}

void TestStatement::statementsAreUsedAgain()
{
    Database database = Database::inMemory();
    Statement put(database, "INSERT INTO settings VALUES (?, ?)");
    put.with("a", "1").run();
    put.with("b", "2").run();
    QCOMPARE(database.changes(), 1);
    Statement get(database, "SELECT value FROM settings WHERE name = ?");
    QVERIFY(get.with("a").step());
    // Left open on purpose.
    QVERIFY(get.with("b").step());
    QCOMPARE(get.text(0), std::string("2"));
    get.reset();
    QVERIFY(!get.step()); // without a parameter nothing is found
}

void TestStatement::withoutCommitNothingHappens()
{
    Database database = Database::inMemory();
    {
        Transaction transaction(database);
        QVERIFY(database.isInTransaction());
        database.execute("INSERT INTO settings VALUES ('a', '1')");
    }
    QVERIFY(!database.isInTransaction());
    QCOMPARE(numberFrom(database, "SELECT count(*) FROM settings"), 0);
    {
        Transaction transaction(database);
        database.execute("INSERT INTO settings VALUES ('a', '1')");
        transaction.commit();
    }
    QCOMPARE(numberFrom(database, "SELECT count(*) FROM settings"), 1);
}

void TestStatement::aBrokenSchemaIsDamage()
{
    Database database = Database::inMemory();
    try {
        Statement statement(database, "SELECT 1 FROM vanished");
        QFAIL("a table that is not there was found");
    } catch (const StorageFailure& failure) {
        QVERIFY(failure.kind() == FailureKind::Damaged);
        // Nothing that a log should not have.
        QVERIFY(std::string(failure.what()).find("vanished") == std::string::npos);
    }
}

void TestStatement::aMovedStatementWorks()
{
    Database database = Database::inMemory();
    Statement first(database, "SELECT 1");
    Statement second(std::move(first));
    Statement third(database, "SELECT 3");
    third = std::move(second);
    QVERIFY(third.step());
    QCOMPARE(third.integer(0), 1);
}

QTEST_GUILESS_MAIN(TestStatement)
#include "tst_statement.moc"
