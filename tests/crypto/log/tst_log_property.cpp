// Random actions of random people, checked against what the ranks promise, stated anew here.
#include "crypto/base/init.h"
#ifndef Q_MOC_RUN // moc of Qt 6.4 stumbles over a concept of the standard library
#include "tests/crypto/log/log_world.h"
#endif

#include <map>

#include <QTest>

using namespace sotto::crypto;
using sotto::test::Device;
using sotto::test::LogWorld;

namespace {

constexpr int kRuns = 8;
constexpr int kActions = 60;

/// One run: whoever holds whatever tries whatever, and the relay is honest about time.
class Run
{
public:
    explicit Run(std::uint64_t seed)
        : w(seed)
    {
        if (!w.publishPhrase()) {
            qFatal("publishPhrase");
        }
        people.emplace_back(w.elder.keys.serialize(), w.elder.id);
    }

    void act()
    {
        ++hours;
        hours += w.random.below(72);
        const DeviceLog before = w.log;
        const SigningKey key = SigningKey::generate(w.random);
        const Device device(w.random);
        const auto built = attempt(key, device);
        if (!built || !w.take(built)) {
            if (w.log.serialize() != before.serialize()) {
                qFatal("a refused entry changed the log");
            }
            return;
        }
        ++taken;
        remember(*built, key, device);
        check(before, *built);
    }

    LogWorld w;
    int taken = 0;
    std::uint64_t hours = 0;

private:
    struct Person
    {
        Person(const SecretBytes& stored, const DeviceId& deviceId)
            : keys(*DeviceKeys::parse(stored.view()))
            , id(deviceId)
        {}
        DeviceKeys keys;
        DeviceId id;
    };

    LogBuilder::Built attempt(const SigningKey& key, const Device& device)
    {
        const Person& person = people[w.random.below(static_cast<std::uint32_t>(people.size()))];
        const DeviceId target =
            people[w.random.below(static_cast<std::uint32_t>(people.size()))].id;
        Authors authors;
        const auto who = w.random.below(3);
        authors.recovery = who != 1 ? &w.phrase : nullptr;
        if (who != 0) {
            authors.device = &person.keys;
            authors.deviceId = person.id;
        }
        const LogBuilder build = w.build();
        switch (w.random.below(13)) {
        case 0:
        case 1:
            return build.addDevice(authors, device.keys);
        case 2:
            return build.confirm(authors, target);
        case 3:
            return build.suspend(authors, target);
        case 4:
            return build.liftSuspension(authors, target);
        case 5:
            return build.removeDevice(authors, target);
        case 6:
            return build.replaceRecovery(authors, key);
        case 7:
            return build.proposeRemoval(authors, target);
        case 8:
            return build.proposeRecovery(authors, key);
        case 9:
            return w.random.below(4) == 0 && authors.deviceId ? build.leave(authors)
                                                              : commit(authors);
        case 10:
            return commit(authors);
        case 11:
            return authors.device != nullptr ? build.refresh(authors, device.keys)
                                             : commit(authors);
        default:
            return w.log.state().pending.empty()
                       ? LogBuilder::Built(Unexpected(LogErrorKind::UnknownProposal))
                       : build.veto(authors, w.log.state().pending.front().proposal);
        }
    }

    LogBuilder::Built commit(const Authors& authors)
    {
        const auto& pending = w.log.state().pending;
        if (pending.empty()) {
            return Unexpected(LogErrorKind::UnknownProposal);
        }
        const EntryHash proposal = pending.back().proposal;
        auto prepared =
            w.build().prepareCommit(authors, proposal, w.stamp(proposal, 0, at[proposal] * 3600));
        const auto stamp = w.stamp(prepared.subject, 0, hours * 3600);
        return w.build().finishCommit(authors, std::move(prepared), stamp);
    }

    void remember(const LogEntry& entry, const SigningKey& key, const Device& device)
    {
        at[entry.hash()] = hours;
        const auto& body = entry.statement().body;
        if (std::holds_alternative<AddDeviceBody>(body)) {
            people.emplace_back(device.keys.serialize(), device.id);
        } else if (std::holds_alternative<RefreshBody>(body)) {
            for (auto& person : people) {
                if (person.id == *entry.statement().byDevice) {
                    person = Person(device.keys.serialize(), person.id);
                }
            }
        } else if (std::holds_alternative<ReplaceRecoveryBody>(body)) {
            w.phrase = key.duplicate();
        } else if (std::holds_alternative<ProposeBody>(body)) {
            proposedKeys.insert_or_assign(entry.hash(), key.duplicate());
        } else if (const auto* done = std::get_if<CommitBody>(&body)) {
            if (std::holds_alternative<ReplaceRecoveryBody>(
                    w.log.state().committed.back().change)) {
                w.phrase = proposedKeys.at(done->proposal).duplicate();
            }
        }
    }

    /// The promises of DESIGN's table, without a look at the rules' code.
    void check(const DeviceLog& before, const LogEntry& entry)
    {
        const EntryStatement& by = entry.statement();
        const LogState& old = before.state();
        const LogState& now = w.log.state();
        const auto* commit = std::get_if<CommitBody>(&by.body);
        if (commit != nullptr && hours - at[commit->proposal] < 14 * 24) {
            qFatal("a slow change was quick");
        }
        const bool isBoth = by.byRecovery && by.byDevice;
        if (old.recovery != now.recovery && !isBoth && commit == nullptr) {
            qFatal("one of the two alone replaced the recovery key at once");
        }
        if (old.devices.size() != now.devices.size() && !by.byRecovery) {
            qFatal("a device alone added a device");
        }
        if (old.recovery != now.recovery && !isBoth &&
            old.verificationCleared == now.verificationCleared) {
            qFatal("a new recovery key kept the verified mark");
        }
        const DeviceRecord* eldest = nullptr;
        for (const auto& was : old.devices) {
            if (was.isPresent() && was.standingSince &&
                (eldest == nullptr || *was.standingSince < *eldest->standingSince)) {
                eldest = &was;
            }
        }
        if (eldest != nullptr && now.find(eldest->id)->status == DeviceStatus::Removed &&
            old.verificationCleared == now.verificationCleared) {
            qFatal("the removal of the eldest device kept the verified mark");
        }
        for (const auto& was : old.devices) {
            const auto* is = now.find(was.id);
            if (is->status == DeviceStatus::Removed && was.status != DeviceStatus::Removed &&
                !isBoth && commit == nullptr) {
                qFatal("one of the two alone removed a device at once");
            }
            if (is->status == DeviceStatus::Removed && was.status == DeviceStatus::Active &&
                !by.byRecovery) {
                qFatal("a device alone removed one that was not suspended");
            }
            const bool closesOut = was.status == DeviceStatus::Active &&
                                   (is->status == DeviceStatus::Suspended ||
                                    (is->status == DeviceStatus::Removed && !by.byRecovery));
            if (closesOut &&
                *old.find(*by.byDevice)->standingSince >= was.standingSince.value_or(UINT32_MAX)) {
                qFatal("a younger device acted against an older one");
            }
            if (was.standingSince && was.standingSince != is->standingSince) {
                qFatal("standing was lost or changed");
            }
        }
    }

    std::vector<Person> people;
    std::map<EntryHash, std::uint64_t> at;
    std::map<EntryHash, SigningKey> proposedKeys;
};

} // namespace

class TestLogProperty : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void randomActionsKeepThePromises()
    {
        int taken = 0;
        for (std::uint64_t seed = 1; seed <= kRuns; ++seed) {
            qInfo("seed %llu", static_cast<unsigned long long>(seed));
            Run run(seed);
            for (int i = 0; i < kActions; ++i) {
                run.act();
            }
            taken += run.taken;
            // Whoever gets it in whatever pieces has the same log.
            std::vector<ByteView> all;
            for (const auto& entry : run.w.log.entries()) {
                all.push_back(entry.bytes());
            }
            auto newcomer = DeviceLog::verify(all);
            QVERIFY(newcomer);
            auto piecewise = DeviceLog::verify(std::span(all).first(1));
            for (std::size_t from = 1; from < all.size();) {
                const std::size_t count =
                    std::min<std::size_t>(all.size() - from, 1 + run.w.random.below(5));
                QVERIFY(piecewise->extend(std::span(all).subspan(from, count)));
                from += count;
            }
            QVERIFY(newcomer->head() == run.w.log.head() && piecewise->head() == newcomer->head());
            QCOMPARE(newcomer->state().verificationCleared, run.w.log.state().verificationCleared);
            // There is always a way back: the phrase adds a device, or places are full of them.
            const auto back = run.w.build().addDevice(run.w.byPhrase(), Device(run.w.random).keys);
            QVERIFY(back || back.error() == LogErrorKind::TooManyDevices);
        }
        qInfo("%d entries taken", taken);
        QVERIFY(taken > 80);
    }
};

QTEST_APPLESS_MAIN(TestLogProperty)
#include "tst_log_property.moc"
