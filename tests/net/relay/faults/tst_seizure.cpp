#ifndef Q_MOC_RUN
#include "crypto/handshake/sealed_bundle.h"
#include "crypto/objects/fetch_proof.h"
#include "crypto/objects/key_list.h"
#include "crypto/objects/object_version.h"
#include "crypto/phrase/master_key.h"
#include "crypto/vault/recovery_record.h"
#include "tests/crypto/phrase/qt_normalizer.h"
#include "tests/crypto/session/session_pair.h"
#include "tests/net/relay/faults/relay_world.h"
#include "tests/net/relay/faults/seizure.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

const std::string kAliceName = "Alicia Wonderland-Liddell";
const std::string kBobName = "Robert Hatter-Carpenter";
const std::string kFirstText = "the rabbit hole is behind the third hedge, at noon";
const std::string kSecondText = "bring the teapot, and tell nobody about the dormouse";
const std::string kThirdText = "understood: dormouse stays in the teapot";

QString joined(const std::vector<std::string>& names)
{
    QStringList out;
    for (const std::string& name : names) {
        out << QString::fromStdString(name);
    }
    return out.join(QStringLiteral(", "));
}

/// One device at the relay: its mailbox with tokens and bundle.
struct Place
{
    Mailbox mailbox;
    std::unique_ptr<RelayPeer> owner;

    Place(RelayWorld& world, const TestDevice& device)
        : mailbox(world.random())
    {
        mailbox.id = device.mailbox;
        owner = world.openOwner(mailbox);
    }
};

} // namespace

/// Whoever seizes a relay, running, with disk, log and memory, learns none of this.
class TestSeizure : public QObject
{
    Q_OBJECT

private slots:
    void tellsNothing()
    {
        RelayWorld world;
        QVERIFY2(world.start({"--log-level", "debug"}), world.error().c_str());
        SessionPair people(4711);
        converse(world, people);
        QVERIFY(!QTest::currentTestFailed());
        recover(world, people);
        QVERIFY(!QTest::currentTestFailed());

        const std::vector<Needle> secrets = secretsOf(people);
        const std::string log = world.relay().output();
        QCOMPARE(joined(found(secrets, log)), QString());
        const std::string disk = readFolder(world.data());
        QCOMPARE(joined(found(secrets, disk)), QString());
        // What must be there is found: the envelope that waits, in data folder and write-ahead log.
        QCOMPARE(joined(found({m_waiting}, disk)), QStringLiteral("waiting envelope"));

        const auto memory = readMemory(world.relay().pid());
        if (!memory) {
            QSKIP("this user may not read the memory of the relay; disk and log were searched");
        }
        QCOMPARE(joined(found(secrets, *memory)), QString());
        QCOMPARE(joined(found({m_relayKey}, *memory)), QStringLiteral("relay key"));
        qInfo("%zu secrets; %zu bytes of log, %zu of disk, %zu of memory", secrets.size(),
              log.size(), disk.size(), memory->size());
    }

    void theLogNamesNobody()
    {
        RelayWorld world;
        QVERIFY2(world.start(), world.error().c_str());
        SessionPair people(4712);
        converse(world, people);
        QVERIFY(!QTest::currentTestFailed());
        QCOMPARE(world.relay().stop(), std::optional<int>(0));
        const std::string log = world.relay().output();
        QCOMPARE(joined(found({Needle::bytes("mailbox", people.alice.mailbox),
                               Needle::bytes("other mailbox", people.bob.mailbox), m_waiting},
                              log)),
                 QString());
        // Nor a client's address: after the first line nothing names a port of loopback but the
        // relay's own.
        const std::string own = "127.0.0.1:" + std::to_string(world.relay().port());
        for (std::size_t at = log.find("127.0.0.1"); at != std::string::npos;
             at = log.find("127.0.0.1", at + 1)) {
            QCOMPARE(log.substr(at, own.size()), own);
        }
    }

private:
    /// Alice and Bob talk through the relay, each step a real one; the last message waits.
    void converse(RelayWorld& world, SessionPair& people)
    {
        Place alice(world, people.alice);
        Place bob(world, people.bob);
        QVERIFY(alice.owner && bob.owner);
        putBundle(world, people, bob);
        QVERIFY(people.alice.start(people.bob, true, people.now, people.random));
        const auto say = [&](TestDevice& from, TestDevice& to, Place& at, const std::string& text) {
            const crypto::Bytes envelope = from.seal(to, text, people.now, people.random);
            const auto poster = world.openPeer();
            QVERIFY(poster);
            QCOMPARE(codeOf(*poster->request(at.mailbox.post({envelope.begin(), envelope.end()}),
                                             kPatienceMs)),
                     wire::CODE_UNSPECIFIED);
            const auto event = at.owner->event(kPatienceMs);
            QVERIFY(event);
            const auto opened = people.deliver(to, crypto::asBytes(event->delivery().envelope()));
            QCOMPARE(opened, std::optional(text));
            at.owner->submit(acknowledge(event->delivery().number()));
        };
        const std::string introduction = kAliceName + " to " + kBobName + ": ";
        say(people.alice, people.bob, bob, introduction + kFirstText);
        say(people.bob, people.alice, alice, kThirdText);
        say(people.alice, people.bob, bob, kSecondText);

        const crypto::Bytes last =
            people.bob.seal(people.alice, "see you, " + kAliceName, people.now, people.random);
        const auto poster = world.openPeer();
        alice.owner.reset();
        QVERIFY(poster &&
                poster->request(alice.mailbox.post({last.begin(), last.end()}), kPatienceMs));
        m_waiting = Needle::bytes("waiting envelope", crypto::ByteView(last).subspan(20, 64));
        m_relayKey = Needle::bytes("relay key", poster->session().relayKey());
    }

    static void putBundle(RelayWorld& world, SessionPair& people, Place& bob)
    {
        const auto key = world.random().make<crypto::BundleKey>();
        const crypto::Bytes bundle =
            people.bob.prekeys.makeBundle(people.bob.own(), people.bob.mailbox, people.now);
        const crypto::Bytes sealed =
            crypto::sealBundle(key, people.bob.mailbox, 1, bundle, world.random());
        wire::Request request;
        setBytes(*request.mutable_put_prekeys()->mutable_sealed_bundle(), sealed);
        request.mutable_put_prekeys()->add_one_time_ids(1);
        QVERIFY(bob.owner->request(request, kPatienceMs)->has_done());
    }

    /// Alice's recovery record under her phrase, stored and fetched.
    void recover(RelayWorld& world, SessionPair& people)
    {
        m_phrase.emplace(crypto::RecoveryPhrase::generate(world.random()));
        auto master = crypto::deriveMasterKey(*m_phrase, {}, crypto::masterKeyVersions().front(),
                                              QtNormalizer());
        QVERIFY(master);
        const crypto::RecoveryKeys keys = crypto::deriveRecoveryKeys(*master);
        const auto device = crypto::SigningKey::generate(world.random());
        std::vector<crypto::Bytes> changes{crypto::createKeyList(
            crypto::ObjectKind::Recovery, keys.locator, keys.recordRoot, &keys.fetchKey)};
        auto list = crypto::KeyList::create(changes[0]).value();
        changes.push_back(crypto::appendKey(list, keys.recordRoot, device));
        const crypto::ByteView appended = changes[1];
        QVERIFY(list.extend({&appended, 1}));

        const auto shared = world.random().make<crypto::SharedKeyBytes>();
        m_sharedKey = Needle::bytes("shared key", shared.view());
        const crypto::RecoveryPayload payload{people.alice.address.account,
                                              crypto::SharedKey(1, shared),
                                              {},
                                              {},
                                              {},
                                              crypto::SecretBytes(crypto::asBytes(kAliceName))};
        const auto body = crypto::sealRecoveryRecord(keys.wrappingKey.publicKey, keys.locator,
                                                     payload, world.random());
        QVERIFY(body);
        crypto::ObjectHeader header;
        header.kind = crypto::ObjectKind::Recovery;
        header.object = keys.locator;
        const std::vector<crypto::ByteView> views(changes.begin(), changes.end());
        wire::Request request;
        wire::UpdateObject& update = *request.mutable_update_object();
        update.set_kind(static_cast<std::uint32_t>(crypto::ObjectKind::Recovery));
        setBytes(*update.mutable_object(), keys.locator);
        setBytes(*update.mutable_list_changes(), crypto::serializeChanges(views));
        setBytes(*update.mutable_signed_header(),
                 crypto::signVersion(header, list, {}, *body, device));
        setBytes(*update.mutable_body(), *body);
        const auto peer = world.openPeer();
        QVERIFY(peer);
        const auto stored = peer->request(request, kPatienceMs);
        QVERIFY2(stored && !stored->has_refusal(), stored ? stored->refusal().text().c_str() : "");

        wire::Request fetch;
        setBytes(*fetch.mutable_fetch_recovery()->mutable_locator(), keys.locator);
        setBytes(*fetch.mutable_fetch_recovery()->mutable_proof(),
                 crypto::proveFetch(keys.fetchKey,
                                    {peer->session().exporter(), peer->session().relayKey()},
                                    keys.locator));
        const auto fetched = peer->request(fetch, kPatienceMs);
        QVERIFY(fetched && fetched->has_object_state());
        QCOMPARE(fetched->object_state().version().body().size(), body->size());
    }

    [[nodiscard]] std::vector<Needle> secretsOf(const SessionPair& people) const
    {
        std::vector<Needle> out = {Needle::text("Alice's name", kAliceName),
                                   Needle::text("Bob's name", kBobName),
                                   Needle::text("first text", kFirstText),
                                   Needle::text("second text", kSecondText),
                                   Needle::text("third text", kThirdText),
                                   Needle::bytes("phrase's entropy", m_phrase->entropy()),
                                   m_sharedKey};
        const crypto::SecretBytes phrase = m_phrase->text();
        out.push_back(
            Needle::text("phrase", std::string(phrase.view().begin(), phrase.view().end())));
        for (const TestDevice* device : {&people.alice, &people.bob}) {
            const crypto::DevicePublicKeys& keys = device->keys.publicKeys();
            out.push_back(Needle::bytes("account", device->address.account));
            out.push_back(Needle::bytes("device", device->address.device));
            out.push_back(Needle::bytes("signing key", keys.signing));
            out.push_back(Needle::bytes("identity key", keys.identity));
        }
        return out;
    }

    Needle m_waiting;
    Needle m_relayKey;
    Needle m_sharedKey;
    std::optional<crypto::RecoveryPhrase> m_phrase;
};

QTEST_APPLESS_MAIN(TestSeizure)
#include "tst_seizure.moc"
