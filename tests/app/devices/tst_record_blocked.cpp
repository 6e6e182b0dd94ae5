// A device names in the recovery record what nobody can find: an entry, a key, another key of the
// same epoch. Those in front of it wait for a while, and decide without it.
#ifndef Q_MOC_RUN
#include "crypto/base/init.h"
#include "tests/app/support/forger.h"
#include "tests/app/support/linked_device.h"
#include "tests/app/support/patience.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::core;
using namespace sotto::test;

namespace {

/// An owner's device, and a thief's who came by the words.
struct Robbed
{
    [[nodiscard]] bool begin()
    {
        first.create(relay);
        words = first.words();
        return thief.link(words, relay).isEmpty() && waitFor([this] {
                   return first.alarms() == std::vector{AlarmKind::DeviceAdded} &&
                          parts(first).own.sharedKey().epoch() ==
                              parts(thief).own.sharedKey().epoch() &&
                          first.client->isIdle() && thief.client->isIdle();
               });
    }
    /// The thief writes, and is gone.
    [[nodiscard]] bool block(Forger::Names names)
    {
        const bool isWritten = Forger(*thief.client).publish(names);
        thief.client.reset();
        return isWritten && waitFor([this] { return !parts(first).objects.head()->mayName(); });
    }
    static InsideOfClient::Parts& parts(LinkedDevice& device)
    {
        return InsideOfClient::of(*device.client);
    }

    LoopbackRelay relay;
    SharedClock clock;
    LinkedDevice first{clock};
    LinkedDevice thief{clock};
    std::string words;
    std::optional<QString> answer;
};

} // namespace

class TestRecordBlocked : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void whoIsInFrontDecidesAllTheSame()
    {
        using enum Forger::Names;
        std::array<Robbed, 3> accounts;
        for (std::size_t i = 0; i < accounts.size(); ++i) {
            QVERIFY(accounts[i].begin());
            QVERIFY(accounts[i].block(std::array{NoEntry, NoKey, AnotherKey}[i]));
        }
        // The other way round a young device waits for what the elder one has decided.
        Robbed young;
        QVERIFY(young.begin());
        QVERIFY(Forger(*young.first.client).publish(NoEntry));
        young.first.client.reset();
        const auto mayName = [&young] {
            return Robbed::parts(young.thief).objects.head()->mayName();
        };
        QTRY_VERIFY_WITH_TIMEOUT(!mayName(), kAppPatienceMs);
        bool hasLeft = false;
        young.thief.client->unlink([&](const auto&) { hasLeft = true; });
        // One of them is killed in between.
        accounts[0].first.reopen();
        for (Robbed& account : accounts) {
            const Alarm alarm = account.first.client->alarms().front();
            account.first.client->answerAlarm(
                alarm.id, AlarmAnswer::WasNotMe, [&account](const auto& outcome) {
                    account.answer =
                        outcome ? QString() : QString::fromLatin1(nameOf(outcome.error().kind));
                });
        }
        for (Robbed& account : accounts) {
            QTRY_VERIFY_WITH_TIMEOUT(account.answer.has_value(), kAppPatienceMs);
            QCOMPARE(*account.answer, QString());
            const auto& log = Robbed::parts(account.first).own.log();
            QCOMPARE(log.state().devices.back().status, crypto::DeviceStatus::Suspended);
            QVERIFY(account.first.client->alarms().empty());
            QVERIFY(account.first.troubles > 0); // it is told
        }
        QVERIFY(!mayName() && !hasLeft);
        // And the words go on: they bring what was decided to the next device.
        for (Robbed& account : accounts) {
            LinkedDevice next(account.clock);
            QCOMPARE(next.link(account.words, account.relay), QString());
            QVERIFY(Robbed::parts(next).own.log().state().devices[1].status ==
                    crypto::DeviceStatus::Suspended);
        }
    }
};

QTEST_GUILESS_MAIN(TestRecordBlocked)
#include "tst_record_blocked.moc"
