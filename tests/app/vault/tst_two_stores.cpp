#ifndef Q_MOC_RUN
#include "app/core/base/wire_bytes.h"
#include "crypto/base/init.h"
#include "tests/app/vault/random_life.h"
#endif

#include <QCoreApplication>
#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

constexpr int kSteps = 1'500;

/// Where two dumps part.
QByteArray difference(const std::string& first, const std::string& second)
{
    const auto linesOf = [](const std::string& text) {
        return QByteArray::fromStdString(text).split('\n');
    };
    const auto a = linesOf(first);
    const auto b = linesOf(second);
    QByteArray out;
    for (qsizetype i = 0; i < std::max(a.size(), b.size()); ++i) {
        const QByteArray left = i < a.size() ? a[i] : QByteArray("(end)");
        const QByteArray right = i < b.size() ? b[i] : QByteArray("(end)");
        if (left != right) {
            for (qsizetype before = std::max<qsizetype>(0, i - 4); before < i; ++before) {
                out += "    " + a[before].left(160) + "\n";
            }
            return out + "  < " + left + "\n  > " + right + "\n";
        }
    }
    return out;
}

} // namespace

/// Devices that read what others say in any order, again, and late, agree on everything.
class TestTwoStores : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void agree_data();
    void agree();
    void aNewDeviceGetsEverything();
    void theLastStampOfAllLocksNothing();
    void secretsAreNeverSaid();
};

void TestTwoStores::initTestCase()
{
    QVERIFY(crypto::initialize());
}

void TestTwoStores::agree_data()
{
    QTest::addColumn<unsigned>("seed");
    QTest::addColumn<int>("devices");
    // To look for more: SOTTO_SEEDS=100 (and SOTTO_FIRST_SEED).
    const auto first =
        static_cast<unsigned>(std::max(qEnvironmentVariableIntValue("SOTTO_FIRST_SEED"), 1));
    const auto count =
        static_cast<unsigned>(std::max(qEnvironmentVariableIntValue("SOTTO_SEEDS"), 6));
    for (unsigned seed = first; seed < first + count; ++seed) {
        const int devices = seed % 2 == 0 ? 3 : 2;
        QTest::addRow("seed %u, %d devices", seed, devices) << seed << devices;
    }
}

void TestTwoStores::agree()
{
    QFETCH(const unsigned, seed);
    QFETCH(const int, devices);
    RandomLife life(seed, static_cast<std::size_t>(devices), 4);
    for (int step = 0; step < kSteps; ++step) {
        life.step();
        if (step % 500 == 499) {
            QVERIFY2(life.settle(), "they never stop talking");
            const std::string first = life.device(0).dump();
            for (std::size_t i = 1; i < life.deviceCount(); ++i) {
                const std::string other = life.device(i).dump();
                QVERIFY2(first == other, difference(first, other).constData());
            }
        }
    }
    // What was read before changes nothing, whenever it comes again.
    const std::string before = life.device(0).dump();
    std::vector<std::string> again;
    for (int i = 0; i < 500; ++i) {
        again.push_back(life.records()[life.below(life.records().size())]);
    }
    const auto takeAgain = [&] {
        for (const std::string& record : again) {
            life.device(0).take(record);
        }
    };
    takeAgain();
    const std::string after = life.device(0).dump();
    QVERIFY2(before == after, difference(before, after).constData());
    // A message whose place was lowered, and then went with its conversation, is said to be gone
    // when it comes from its old place; once.
    for (const std::string& said : life.device(0).sayAll()) {
        core::wire::VaultContent content;
        QVERIFY(content.ParseFromString(said));
        QVERIFY(content.message().hidden());
    }
    takeAgain();
    QCOMPARE(life.device(0).sayAll().size(), std::size_t{0});
}

void TestTwoStores::aNewDeviceGetsEverything()
{
    RandomLife life(77, 2, 4);
    for (int step = 0; step < kSteps; ++step) {
        life.step();
    }
    QVERIFY(life.settle());
    (void)life.addDevice();
    QVERIFY(life.settle());
    const std::string first = life.device(0).dump();
    const std::string restored = life.device(2).dump();
    QVERIFY2(first == restored, difference(first, restored).constData());
    QVERIFY(first.size() > 10'000);
}

/// Somebody who was a device of the account has stamped tokens and a setting as late as can be.
void TestTwoStores::theLastStampOfAllLocksNothing()
{
    RandomLife life(9, 2, 2);
    QVERIFY(life.settle());
    OwnDeviceStores& first = life.device(0);
    OwnDeviceStores& second = life.device(1);
    core::wire::Stamp last;
    last.set_stamp_ms(std::uint64_t{1} << 52);
    last.set_device(std::string(32, '\xff'));
    core::wire::VaultContent profile;
    for (int cohort = 0; cohort < crypto::kTokenCohorts; ++cohort) {
        auto& token = *profile.mutable_profile()->add_tokens();
        token.set_token(std::string(32, 't'));
        *token.mutable_stamp() = last;
    }
    core::wire::VaultContent setting;
    setting.mutable_setting()->set_name("vault.history");
    setting.mutable_setting()->set_value("none");
    *setting.mutable_setting()->mutable_stamp() = last;
    const std::vector<std::string> stolen = {profile.SerializeAsString(),
                                             setting.SerializeAsString()};
    const auto takeThem = [&](OwnDeviceStores& device) {
        for (const std::string& record : stolen) {
            device.take(record);
        }
    };
    takeThem(first);
    std::string token;
    first.change([&](core::Work& work) {
        work.stores().settings.put("vault.history", "all");
        work.changes.settings = true;
        first.own.renewToken(work, crypto::TokenCohort{});
        token = first.own.token(crypto::TokenCohort{});
        work.changes.account = true;
        first.things.markAll(work);
    });
    const std::vector<std::string> said = first.sayAll();
    for (const std::string& record : said) {
        second.take(record);
    }
    takeThem(second);
    (void)life.addDevice();
    OwnDeviceStores& newcomer = life.device(2);
    takeThem(newcomer);
    for (const std::string& record : said) {
        newcomer.take(record);
    }
    takeThem(newcomer);
    takeThem(first);
    for (std::size_t i = 0; i < 3; ++i) {
        OwnDeviceStores& device = life.device(i);
        QVERIFY(device.own.token(crypto::TokenCohort{}) == token);
        core::Work work(device.context);
        QVERIFY(work.stores().settings.find("vault.history") == "all");
    }
}

void TestTwoStores::secretsAreNeverSaid()
{
    RandomLife life(5, 2, 3);
    for (int step = 0; step < 600; ++step) {
        life.step();
    }
    OwnDeviceStores& device = life.device(0);
    device.change([&](core::Work& work) {
        for (const char* name : {"sessions", "prekeys", "mailboxes", "objects"}) {
            work.stores().state.put(name, crypto::asBytes("SECRET-OF-THIS-DEVICE"));
        }
        storage::Invite invite;
        invite.token.bytes.fill(0x5E);
        invite.state = crypto::SecretBytes(crypto::asBytes("SECRET-OF-THIS-DEVICE"));
        (void)work.stores().invites.add(invite);
        work.changes.invites = true;
        core::Person& person = device.people.all().begin()->second;
        person.state.set_card_state("SECRET-OF-THIS-DEVICE");
        person.state.add_bundles()->set_hash("SECRET-OF-THIS-DEVICE");
        device.people.store(work, person);
        device.things.markAll(work);
    });
    QVERIFY(life.settle());
    const auto keys = device.own.keys().serialize();
    const auto shared = device.own.sharedKey().serialize();
    const std::vector<std::string> secrets = {"SECRET-OF-THIS-DEVICE",
                                              std::string(32, 0x5E),
                                              core::fieldOf(keys.view().subspan(1, 32)),
                                              core::fieldOf(keys.view().last(32)),
                                              core::fieldOf(shared.view().last(32)),
                                              "host "};
    QVERIFY(life.records().size() > 100);
    for (const std::string& record : life.records()) {
        for (const std::string& secret : secrets) {
            QVERIFY(record.find(secret) == std::string::npos);
        }
    }
}

QTEST_GUILESS_MAIN(TestTwoStores)
#include "tst_two_stores.moc"
