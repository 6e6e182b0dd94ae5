#ifndef Q_MOC_RUN
#include "app/core/people/people.h"
#endif

#include <QTest>

using namespace sotto;

/// What people call themselves, before anybody is shown it.
class TestCleanName : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void shows_data();
    void shows();
};

void TestCleanName::shows_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("shown");
    QTest::newRow("as it is") << QStringLiteral("Noor Haddad") << QStringLiteral("Noor Haddad");
    QTest::newRow("spaces around")
        << QStringLiteral("  Noor\t Haddad ") << QStringLiteral("Noor Haddad");
    QTest::newRow("turns the direction")
        << QStringLiteral("Noor\u202Ekilaer") << QStringLiteral("Noor kilaer");
    QTest::newRow("nothing but no width") << QStringLiteral("\u200B\uFEFF\u2060") << QString();
    QTest::newRow("looks like another")
        << QStringLiteral("Ali\u200Bce\u00AD") << QStringLiteral("Alice");
    QTest::newRow("a blank letter") << QStringLiteral("\u3164") << QString();
    QTest::newRow("a joiner at the end")
        << QStringLiteral("Alice\u200D") << QStringLiteral("Alice");
    QTest::newRow("a joiner in a word")
        << QStringLiteral("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645")
        << QStringLiteral("\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645");
    QTest::newRow("a family") << QStringLiteral("\U0001F469\u200D\U0001F467")
                              << QStringLiteral("\U0001F469\u200D\U0001F467");
    QTest::newRow("two joiners") << QStringLiteral("a\u200D\u200Db") << QStringLiteral("ab");
}

void TestCleanName::shows()
{
    QFETCH(const QString, name);
    QFETCH(const QString, shown);
    QCOMPARE(QString::fromStdString(core::cleanName(name.toStdString())), shown);
}

QTEST_APPLESS_MAIN(TestCleanName)
#include "tst_clean_name.moc"
