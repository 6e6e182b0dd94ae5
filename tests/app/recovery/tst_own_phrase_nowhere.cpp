// Attack 20: the own phrase, numbered and in mixed case, is absent from draft, search index,
// journal, vault and database, wherever its owner types it.
#ifndef Q_MOC_RUN
#include "app/core/settings.h"
#include "app/storage/statement.h"
#include "crypto/base/init.h"
#include "tests/app/support/linked_device.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

/// "1. Abandon 2. aBILITY …"
std::string numbered(const std::string& words)
{
    std::string out;
    int number = 0;
    for (const QString& word : QString::fromStdString(words).split(u' ')) {
        QString mixed = word;
        mixed[number % 2] = mixed[number % 2].toUpper();
        out += std::to_string(++number) + ". " + mixed.toStdString() + "\n";
    }
    return out;
}

/// All that a database holds, by the table that it is in: rows of the search index as well.
std::vector<std::pair<std::string, crypto::Bytes>> everythingIn(storage::Database& database)
{
    std::vector<std::string> tables;
    storage::Statement names(database, "SELECT name FROM sqlite_master WHERE type = 'table'");
    while (names.step()) {
        tables.push_back(names.text(0));
    }
    std::vector<std::pair<std::string, crypto::Bytes>> out;
    for (const std::string& table : tables) {
        std::vector<std::string> columns;
        storage::Statement info(database, "SELECT name FROM pragma_table_info('" + table + "')");
        while (info.step()) {
            columns.push_back(info.text(0));
        }
        for (const std::string& column : columns) {
            storage::Statement values(database, "SELECT CAST(\"" + column + "\" AS BLOB) FROM \"" +
                                                    table + "\"");
            while (values.step()) {
                if (!values.isNull(0)) {
                    out.emplace_back(table + "." + column, values.blob(0));
                }
            }
        }
    }
    return out;
}

/// Letters in lower case, with one space for whatever stands between them.
std::string lettersOf(const crypto::Bytes& bytes)
{
    std::string out;
    for (const std::uint8_t byte : bytes) {
        const char lower = static_cast<char>(byte | 0x20);
        if (byte < 0x80 && lower >= 'a' && lower <= 'z') {
            out += lower;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    return out;
}

bool holds(const crypto::Bytes& bytes, const std::string& text)
{
    return std::search(bytes.begin(), bytes.end(), text.begin(), text.end()) != bytes.end();
}

} // namespace

class TestOwnPhraseNowhere : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void whereverItIsTypedItStaysNowhere()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.create(relay);
        const std::string words = first.words();
        QVERIFY(!words.empty());
        first.client->confirmWords();
        Client& client = *first.client;
        const RowId notes = client.conversationWith(storage::kNoRow);
        QVERIFY(client.send(notes, {"a note that may be kept", storage::kNoRow}));
        const auto kept = storage::MessageStore(client.database()).newest(notes, 1).front().id;

        const std::string typed = numbered(words);
        const auto refused = [](const auto& outcome) {
            return !outcome && outcome.error().kind == ProblemKind::HoldsPhrase;
        };
        QVERIFY(refused(client.send(notes, {"my words:\n" + typed, storage::kNoRow})));
        QVERIFY(refused(client.edit(kept, typed)));
        QVERIFY(refused(client.saveDraft(notes, typed, storage::kNoRow)));
        QVERIFY(refused(client.setProfile(typed, {})));
        client.setSetting(settings::kProxyHost, typed);
        client.setSetting(settings::kHistory, typed);
        // Checking them is no way in either.
        std::optional<bool> isOurs;
        client.checkWords(crypto::SecretBytes(crypto::asBytes(typed)),
                          [&](const auto& said) { isOurs = said && *said; });
        QVERIFY(waitFor([&] { return isOurs.has_value(); }));
        QVERIFY(*isOurs);

        auto phrase = crypto::RecoveryPhrase::fromText(crypto::asBytes(words), QtNormalizer());
        QVERIFY(phrase);
        const crypto::ByteView secret = phrase->entropy();
        const std::string entropy(secret.begin(), secret.end());
        const QStringList list = QString::fromStdString(words).split(u' ');
        bool sawTheNote = false;
        for (const auto& [place, bytes] : everythingIn(client.database())) {
            sawTheNote = sawTheNote || holds(bytes, "a note that may be kept");
            QVERIFY2(!holds(bytes, entropy), place.c_str());
            const std::string letters = lettersOf(bytes);
            for (qsizetype i = 0; i + 2 < list.size(); ++i) {
                const std::string three = list.mid(i, 3).join(u' ').toStdString();
                QVERIFY2(letters.find(three) == std::string::npos, place.c_str());
            }
        }
        QVERIFY(sawTheNote); // it is looked at what there is
    }

    void noDeviceIsCalledLikeThat()
    {
        LoopbackRelay relay;
        SharedClock clock;
        LinkedDevice first(clock);
        first.open();
        const std::string typed =
            "1. abandon 2. Abandon 3. abandon 4. abandon 5. abandon 6. abandon "
            "7. abandon 8. abandon 9. abandon 10. abandon 11. abandon 12. About";
        QVERIFY(!first.client->createAccount({typed, {}, relay.address()}));
        auto phrase = crypto::RecoveryPhrase::fromText(crypto::asBytes(typed), QtNormalizer());
        QVERIFY(phrase);
        std::optional<ProblemKind> problem;
        first.client->link({std::move(*phrase), {}, relay.address(), typed},
                           [&](const auto& outcome) { problem = outcome.error().kind; });
        QVERIFY(waitFor([&] { return problem.has_value(); }));
        QCOMPARE(*problem, ProblemKind::HoldsPhrase);
    }
};

QTEST_GUILESS_MAIN(TestOwnPhraseNowhere)
#include "tst_own_phrase_nowhere.moc"
