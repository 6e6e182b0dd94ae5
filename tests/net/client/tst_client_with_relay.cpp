// The client against the real relay, a process of its own.
#ifndef Q_MOC_RUN
#include "net/client/anonymous_lookups.h"
#include "net/client/blob_download.h"
#include "net/client/blob_upload.h"
#include "net/client/owner_connection.h"
#include "net/client/posting_connection.h"
#include "tests/net/client/memory_eapi_keeper.h"
#include "tests/net/client/scripted_relay.h"
#include "tests/support/relay_process.h"
#endif

#include <numeric>

#include <QTemporaryDir>
#include <QTest>

using namespace sotto::client;
using namespace sotto::test;
namespace wire = sotto::wire;
namespace crypto = sotto::crypto;

namespace {

/// One mailbox at a real relay, its owner, and somebody who posts to it.
struct World
{
    World() { start(0); }

    void start(std::uint16_t port)
    {
        std::string error;
        process =
            RelayProcess::start({.program = SOTTO_RELAY_PROGRAM,
                                 .data = folder.path().toStdString(),
                                 .arguments = {"--listen", "127.0.0.1:" + std::to_string(port)}},
                                error);
        if (!process) {
            qFatal("%s", error.c_str());
        }
    }
    [[nodiscard]] RelayPlace place()
    {
        const crypto::RelayAddress& address = process->address();
        return {
            std::make_shared<const crypto::RelayAddress>(crypto::RelayAddress{
                address.host, address.port, address.fingerprint, address.accessKey.duplicate()}),
            &random, quickOptions()};
    }
    void connectOwner()
    {
        owner = std::make_unique<OwnerConnection>(
            place(), OwnerConnection::Mailbox{mailbox, ownerKey, true, 0}, keeper);
        owner->onDelivery = [this](std::uint64_t number, const crypto::Bytes& envelope) {
            arrived.emplace_back(envelope.begin(), envelope.end());
            owner->acknowledge(number);
        };
        owner->onSubscribed = [this](const wire::Subscribed&) { ++subscriptions; };
        owner->onFellBack = [this] { ++fellBack; };
        owner->onState = [this](LinkState, const ConnectionError* error) {
            if (error) {
                lastError = *error;
            }
        };
        owner->start();
    }
    void setTokens()
    {
        const crypto::DeliveryTokenHash hash = crypto::hashToken(mailbox, token);
        owner->setTokens(crypto::AcceptedTokens::make({&hash, 1}, random),
                         [this](Outcome<void> outcome) { tokensSet = outcome.has_value(); });
    }

    QTemporaryDir folder;
    crypto::SystemRandom random;
    std::unique_ptr<RelayProcess> process;
    crypto::MailboxId mailbox = random.make<crypto::MailboxId>();
    std::shared_ptr<const crypto::SigningKey> ownerKey =
        std::make_shared<const crypto::SigningKey>(crypto::SigningKey::generate(random));
    crypto::DeliveryToken token = random.make<crypto::DeliveryToken>();
    MemoryEapiKeeper keeper;
    std::unique_ptr<OwnerConnection> owner;
    std::vector<std::string> arrived;
    int subscriptions = 0;
    int fellBack = 0;
    bool tokensSet = false;
    std::optional<ConnectionError> lastError;
};

} // namespace

class TestClientWithRelay : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(crypto::initialize()); }

    void whatIsPostedArrivesOnceInOrderOverAKilledRelay()
    {
        World w;
        w.connectOwner();
        w.setTokens();
        QTRY_VERIFY(w.tokensSet && w.subscriptions == 1);
        PostingConnection posting(w.place());
        constexpr int kPosts = 300;
        int accepted = 0;
        int refused = 0;
        std::vector<std::string> posted;
        const auto post = [&](int i) {
            posted.push_back("envelope " + std::to_string(i));
            posting.post(w.mailbox, w.token,
                         {crypto::Bytes(posted.back().begin(), posted.back().end())},
                         [&](Outcome<std::vector<wire::Code>> outcome) {
                             ++(outcome && (*outcome)[0] == 0 ? accepted : refused);
                         });
        };
        for (int i = 0; i < kPosts / 2; ++i) {
            post(i);
        }
        QTRY_VERIFY(w.arrived.size() > 10);
        const std::uint16_t port = w.process->port();
        w.process->kill();
        for (int i = kPosts / 2; i < kPosts; ++i) {
            post(i);
        }
        w.start(port);
        QTRY_VERIFY_WITH_TIMEOUT(accepted + refused == kPosts, 20'000);
        QCOMPARE(refused, 0);
        QTRY_VERIFY_WITH_TIMEOUT(w.arrived.size() >= posted.size(), 20'000);
        QVERIFY(w.arrived == posted);
        QVERIFY(w.subscriptions >= 2);
        QCOMPARE(w.fellBack, 0);
    }

    void theSecondOwnerTakesOver()
    {
        World w;
        w.connectOwner();
        QTRY_COMPARE(w.subscriptions, 1);
        const auto first = std::move(w.owner);
        w.connectOwner();
        QTRY_COMPARE(first->state(), LinkState::Stopped);
        QCOMPARE(w.lastError->code, wire::SUPERSEDED);
        QTRY_COMPARE(w.owner->state(), LinkState::Ready);
        w.owner->onState = nullptr;
        first->onState = nullptr;
    }

    void aLostEapiFallsBack()
    {
        World w;
        w.connectOwner();
        QTRY_COMPARE(w.subscriptions, 1);
        w.keeper.kept = w.random.make<crypto::Eapi>();
        w.owner->stop();
        w.owner->start();
        QTRY_COMPARE(w.subscriptions, 2);
        QCOMPARE(w.fellBack, 1);
        w.owner->stop();
        w.owner->start();
        QTRY_COMPARE(w.subscriptions, 3);
        QCOMPARE(w.fellBack, 1);
    }

    void aBlobGoesUpAndDown()
    {
        World w;
        crypto::Bytes content(1'500'000);
        std::iota(content.begin(), content.end(), std::uint8_t{0});
        const auto id = w.random.make<crypto::ObjectId>();
        BlobUpload upload(
            w.place(),
            {id, w.random.make<wire::OwnerToken>(), content.size(), crypto::Duration::days(1)},
            [&](std::uint64_t offset, std::size_t length) {
                const auto piece = crypto::ByteView(content).subspan(offset, length);
                return std::optional(crypto::Bytes(piece.begin(), piece.end()));
            });
        std::optional<Outcome<void>> up;
        upload.onDone = [&](Outcome<void> outcome) { up = outcome; };
        upload.start();
        QTRY_VERIFY(up);
        QVERIFY(up->has_value());
        crypto::Bytes got;
        BlobDownload download(w.place(), {id, content.size(), 0},
                              [&got](std::uint64_t, crypto::ByteView bytes) {
                                  crypto::append(got, bytes);
                                  return true;
                              });
        std::optional<Outcome<void>> down;
        download.onDone = [&](Outcome<void> outcome) { down = outcome; };
        download.start();
        QTRY_VERIFY(down);
        QVERIFY(down->has_value() && got == content);
    }

    void aStampIsGiven()
    {
        World w;
        std::optional<Outcome<crypto::Stamp>> stamped;
        const auto running = fetchStamp(w.place(), w.random.make<crypto::Hash>(),
                                        [&](auto outcome) { stamped = outcome; });
        QTRY_VERIFY(stamped);
        QVERIFY(stamped->has_value());
    }
};

QTEST_GUILESS_MAIN(TestClientWithRelay)
#include "tst_client_with_relay.moc"
