// The keys of a phrase, derived beside the event loop. Each try costs a second of Argon2id, so a
// cheaper version stands in where it is not about the keys themselves.
#ifndef Q_MOC_RUN
#include "app/core/recovery/phrase_keys.h"
#include "app/core/recovery/qt_normalizer.h"
#include "crypto/base/init.h"
#include "tests/app/support/object_world.h"
#endif

#include <QTest>
#include <QThread>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

crypto::MasterKeyVersion cheap()
{
    crypto::MasterKeyVersion version = crypto::masterKeyVersions().front();
    version.cost.memoryBytes = std::size_t{1} << 20;
    return version;
}

} // namespace

class TestPhraseKeys : public QObject
{
    Q_OBJECT

    crypto::SystemRandom m_random;

    std::optional<crypto::ObjectId> locatorOf(const crypto::RecoveryPhrase& phrase,
                                              std::string_view passphrase)
    {
        std::optional<crypto::ObjectId> out;
        bool isHere = false;
        std::unique_ptr<PhraseKeys> running;
        running = std::make_unique<PhraseKeys>(phrase, crypto::asBytes(passphrase), cheap(),
                                               [&](PhraseKeys::Outcome keys) {
                                                   isHere = QThread::currentThread() == thread();
                                                   if (keys) {
                                                       out = keys->locator;
                                                   }
                                                   running.reset(); // from within
                                               });
        return waitFor([&] { return !running; }) && isHere ? out : std::nullopt;
    }

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void theyAreThoseOfThePhrase()
    {
        const auto phrase = crypto::RecoveryPhrase::generate(m_random);
        for (const std::string_view passphrase : {"", "extra"}) {
            const auto direct = crypto::deriveMasterKey(phrase, crypto::asBytes(passphrase),
                                                        cheap(), QtNormalizer());
            const auto locator = locatorOf(phrase, passphrase);
            QVERIFY(locator.has_value());
            QVERIFY(*locator == crypto::deriveRecoveryKeys(*direct).locator);
        }
        QVERIFY(*locatorOf(phrase, "") != *locatorOf(phrase, "extra"));
    }

    void aPassphraseThatIsTooLongIsRefused()
    {
        const auto phrase = crypto::RecoveryPhrase::generate(m_random);
        QVERIFY(!locatorOf(phrase, std::string(crypto::kMaxPassphraseBytes + 1, 'a')));
    }

    void whoGivesUpHearsNothing()
    {
        const auto phrase = crypto::RecoveryPhrase::generate(m_random);
        int answers = 0;
        auto given = std::make_unique<PhraseKeys>(phrase, crypto::ByteView{}, cheap(),
                                                  [&](const auto&) { ++answers; });
        given.reset();
        // One that was begun later is done: the first would be by now.
        bool done = false;
        const PhraseKeys later(phrase, crypto::ByteView{}, cheap(),
                               [&](const auto&) { done = true; });
        QTRY_VERIFY(done);
        QCOMPARE(answers, 0);
    }
};

QTEST_GUILESS_MAIN(TestPhraseKeys)
#include "tst_phrase_keys.moc"
