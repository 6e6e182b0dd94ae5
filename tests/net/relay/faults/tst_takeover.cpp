#ifndef Q_MOC_RUN
#include "crypto/objects/fetch_proof.h"
#include "tests/crypto/objects/list_world.h"
#include "tests/net/relay/faults/bystanders.h"
#include "tests/net/relay/faults/relay_world.h"
#endif

#include <QTest>

using namespace sotto;
using namespace sotto::test;

namespace {

/// As it comes, but for the number of the request.
QByteArray bytesOf(std::optional<wire::Answer> answer)
{
    if (!answer) {
        return "no answer";
    }
    answer->set_id(0);
    return QByteArray::fromStdString(answer->SerializeAsString());
}

wire::Request fetchRecovery(const crypto::ObjectId& locator, const crypto::Signature& proof)
{
    wire::Request request;
    setBytes(*request.mutable_fetch_recovery()->mutable_locator(), locator);
    setBytes(*request.mutable_fetch_recovery()->mutable_proof(), proof);
    return request;
}

wire::Request readBlob(const crypto::ObjectId& blob)
{
    wire::Request request;
    setBytes(*request.mutable_read_blob()->mutable_blob(), blob);
    request.mutable_read_blob()->set_length(10);
    return request;
}

wire::Request readObject(crypto::ObjectKind kind, const crypto::ObjectId& object)
{
    wire::Request request;
    request.mutable_read_object()->set_kind(static_cast<std::uint32_t>(kind));
    setBytes(*request.mutable_read_object()->mutable_object(), object);
    return request;
}

wire::Request readVersion(crypto::ObjectKind kind, const crypto::ObjectId& object)
{
    wire::Request request;
    request.mutable_read_version()->set_kind(static_cast<std::uint32_t>(kind));
    setBytes(*request.mutable_read_version()->mutable_object(), object);
    request.mutable_read_version()->set_number(1);
    return request;
}

/// Creates the object of @p world at the relay.
wire::Request create(const ListWorld& world)
{
    wire::Request request;
    wire::UpdateObject& update = *request.mutable_update_object();
    update.set_kind(static_cast<std::uint32_t>(world.kind));
    setBytes(*update.mutable_object(), world.object);
    setBytes(*update.mutable_list_changes(), crypto::serializeChanges(world.views()));
    return request;
}

} // namespace

/// Two who claim to be the same one, and those who ask for what is not theirs.
class TestTakeover : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY2(m_world.start(), m_world.error().c_str()); }

    void theNewerOwnerWins()
    {
        Bystanders bystanders(m_world.address());
        const Mailbox mailbox(m_world.random());
        const auto older = m_world.openOwner(mailbox);
        const auto poster = m_world.openPeer();
        QVERIFY(older && poster);
        QVERIFY(poster->request(mailbox.post("one"), kPatienceMs));
        QCOMPARE(older->event(kPatienceMs)->delivery().number(), 1U);

        const auto newer = m_world.openOwner(mailbox);
        QVERIFY(newer);
        QVERIFY(older->waitForEnd(kPatienceMs));
        QVERIFY(older->goodbye());
        QCOMPARE(older->goodbye()->code(), wire::SUPERSEDED);
        QCOMPARE(newer->event(kPatienceMs)->delivery().number(), 1U); // not acknowledged yet
        QVERIFY(poster->request(mailbox.post("two"), kPatienceMs));
        QCOMPARE(newer->event(kPatienceMs)->delivery().envelope(), std::string("two"));
        QVERIFY(!newer->goodbye());
        QVERIFY2(bystanders.wereServed(), bystanders.story());
    }

    void aMailboxHasOneOwner()
    {
        const Mailbox mailbox(m_world.random());
        const auto owner = m_world.openOwner(mailbox);
        QVERIFY(owner);
        Mailbox stolen(m_world.random());
        stolen.id = mailbox.id;
        const auto thief = m_world.openPeer();
        QVERIFY(thief);
        const auto answer =
            thief->request(thief->createMailbox(stolen.id, stolen.owner), kPatienceMs);
        QVERIFY(answer && answer->has_refusal());
        QVERIFY(!owner->event(50) && !owner->goodbye());
    }

    void aLoginIsWorthNothingOnAnotherConnection()
    {
        const Mailbox mailbox(m_world.random());
        const crypto::Login login{crypto::ObjectKind::Mailbox, crypto::ObjectId(mailbox.id.view()),
                                  0};
        QVERIFY(m_world.openOwner(mailbox));
        const auto victim = m_world.openPeer();
        const auto thief = m_world.openPeer();
        QVERIFY(victim && thief);
        const wire::Request signedForVictim = victim->login(mailbox.owner, login);
        const auto refused = thief->request(signedForVictim, kPatienceMs);
        QVERIFY(refused && refused->has_refusal());
        QCOMPARE(refused->refusal().code(), wire::NOT_PERMITTED);
        const auto made =
            thief->request(victim->createMailbox(mailbox.id, mailbox.owner), kPatienceMs);
        QVERIFY(made && made->has_refusal());
        QCOMPARE(made->refusal().code(), wire::NOT_PERMITTED);
        QVERIFY(victim->request(signedForVictim, kPatienceMs)->has_logged_in());
    }

    void aFetchProofIsWorthNothingOnAnotherConnection()
    {
        const ListWorld record(7, crypto::ObjectKind::Recovery);
        const auto victim = m_world.openPeer();
        const auto thief = m_world.openPeer();
        QVERIFY(victim && thief);
        const auto made = victim->request(create(record), kPatienceMs);
        QVERIFY2(made && !made->has_refusal(), made ? made->refusal().text().c_str() : "");
        const crypto::Signature proof = crypto::proveFetch(
            record.fetch, {victim->session().exporter(), victim->session().relayKey()},
            record.object);
        const auto refused = thief->request(fetchRecovery(record.object, proof), kPatienceMs);
        QVERIFY(refused && refused->has_refusal());
        QCOMPARE(refused->refusal().code(), wire::NOT_PERMITTED);
        QVERIFY(
            victim->request(fetchRecovery(record.object, proof), kPatienceMs)->has_object_state());
        // Not even the phrase's owner is told more than a stranger who guesses a locator.
        const auto unknown = m_world.random().make<crypto::ObjectId>();
        QCOMPARE(bytesOf(thief->request(fetchRecovery(unknown, proof), kPatienceMs)),
                 bytesOf(thief->request(fetchRecovery(record.object, proof), kPatienceMs)));
    }

    void whatIsNotThereAnswersLikeWhatIsForbidden()
    {
        Mailbox mailbox(m_world.random());
        QVERIFY(m_world.openOwner(mailbox));
        const ListWorld vault(8, crypto::ObjectKind::Vault);
        const auto peer = m_world.openPeer();
        QVERIFY(peer);
        const ListWorld record(9, crypto::ObjectKind::Recovery);
        QVERIFY(!peer->request(create(vault), kPatienceMs)->has_refusal());
        QVERIFY(!peer->request(create(record), kPatienceMs)->has_refusal());
        const Mailbox unknown(m_world.random());
        const auto ask = [&](wire::Request request) {
            return bytesOf(peer->request(std::move(request), kPatienceMs));
        };
        mailbox.tokens.front() = m_world.random().make<crypto::DeliveryToken>();
        QCOMPARE(ask(unknown.post("x")), ask(mailbox.post("x")));
        QCOMPARE(ask(unknown.fetchPrekeys()), ask(mailbox.fetchPrekeys()));
        const auto wrong = crypto::SigningKey::generate(m_world.random());
        const auto login = [&](crypto::ObjectKind kind, const crypto::ObjectId& id) {
            return ask(peer->login(wrong, {kind, id, 0}));
        };
        const auto nothing = m_world.random().make<crypto::ObjectId>();
        QCOMPARE(login(crypto::ObjectKind::Mailbox, nothing),
                 login(crypto::ObjectKind::Mailbox, crypto::ObjectId(mailbox.id.view())));
        QCOMPARE(login(crypto::ObjectKind::Vault, nothing),
                 login(crypto::ObjectKind::Vault, vault.object));
        QCOMPARE(ask(readVersion(crypto::ObjectKind::Vault, nothing)),
                 ask(readVersion(crypto::ObjectKind::Vault, vault.object)));
        QCOMPARE(ask(readObject(crypto::ObjectKind::Recovery, nothing)),
                 ask(readObject(crypto::ObjectKind::Recovery, record.object)));
        // A blob that is not complete is nobody's business either.
        wire::Request blob;
        const auto blobId = m_world.random().make<crypto::ObjectId>();
        setBytes(*blob.mutable_create_blob()->mutable_blob(), blobId);
        blob.mutable_create_blob()->set_size(100);
        blob.mutable_create_blob()->set_seconds(1'000);
        setBytes(*blob.mutable_create_blob()->mutable_owner_token_hash(), nothing);
        QVERIFY(!peer->request(blob, kPatienceMs)->has_refusal());
        QCOMPARE(ask(readBlob(nothing)), ask(readBlob(blobId)));
        // And the comparison can tell answers apart.
        QVERIFY(ask(readBlob(nothing)) != ask(unknown.post("x")));
    }

private:
    RelayWorld m_world;
};

QTEST_APPLESS_MAIN(TestTakeover)
#include "tst_takeover.moc"
