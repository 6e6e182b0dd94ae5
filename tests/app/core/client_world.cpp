#include "tests/app/core/client_world.h"

#include "crypto/base/init.h"
#include "tests/support/mailbox.h"

#include <filesystem>

#include <QTest>

namespace sotto::test {

World::World()
{
    if (!crypto::initialize()) {
        qFatal("libsodium");
    }
    startRelay();
}

void World::startRelay()
{
    RelayProcess::Options options{SOTTO_RELAY_PROGRAM, m_folder.path().toStdString(), {}};
    if (!m_address.empty()) {
        options.arguments = {"--listen", "127.0.0.1:" + std::to_string(address().port)};
    }
    std::string error;
    m_relay = RelayProcess::start(options, error);
    if (m_relay == nullptr) {
        qFatal("no relay: %s", error.c_str());
    }
    const crypto::SecretBytes text = m_relay->address().format();
    m_address.assign(text.view().begin(), text.view().end());
}

void World::killRelay()
{
    m_relay->kill();
    m_relay.reset();
}

void World::keepRelay()
{
    killRelay();
    std::filesystem::copy(m_folder.path().toStdString(), m_kept.path().toStdString(),
                          std::filesystem::copy_options::recursive);
    startRelay();
}

void World::goBack()
{
    killRelay();
    const std::filesystem::path data = m_folder.path().toStdString();
    for (const auto& entry : std::filesystem::directory_iterator(data)) {
        std::filesystem::remove_all(entry);
    }
    std::filesystem::copy(m_kept.path().toStdString(), data,
                          std::filesystem::copy_options::recursive);
    startRelay();
}

crypto::RelayAddress World::address() const
{
    return std::move(crypto::RelayAddress::parse(m_address)).value();
}

Peer::Peer(World& world, std::string name)
    : m_world(world)
    , m_name(std::move(name))
    , m_environment{m_random, world.clock, {}, 0, 20}
{
    m_environment.connections.backoff.firstMs = 50;
    m_environment.connections.backoff.longestMs = 400;
    m_random.fill(m_key.mutableView());
}

void Peer::open()
{
    auto database = storage::Database::open(m_folder.filePath(QStringLiteral("db")).toStdString(),
                                            m_key, storage::OpenMode::ReadWrite);
    if (!database) {
        qFatal("the database does not open");
    }
    m_client = std::make_unique<core::Client>(std::move(database).value(), m_environment);
    m_client->onChanged = [this](const core::Changes& changes) {
        seen.messages.insert(seen.messages.end(), changes.messages.begin(), changes.messages.end());
        seen.conversations.insert(changes.conversations.begin(), changes.conversations.end());
        seen.contacts.insert(changes.contacts.begin(), changes.contacts.end());
        seen.invites = seen.invites || changes.invites;
    };
    m_client->onFailed = [this](const core::Problem& problem) { failures.push_back(problem); };
    m_client->onTyping = [this](storage::RowId, bool active) { typingSeen += active ? 1 : 0; };
    m_client->start();
}

void Peer::create()
{
    open();
    if (!m_client->createAccount({m_name, {}, m_world.address()})) {
        qFatal("no account");
    }
}

void Peer::vanish()
{
    m_client.reset();
}

storage::MessageStore Peer::messages()
{
    return storage::MessageStore(m_client->database());
}

storage::ContactStore Peer::contacts()
{
    return storage::ContactStore(m_client->database());
}

storage::ConversationStore Peer::conversations()
{
    return storage::ConversationStore(m_client->database());
}

storage::Contact Peer::contact()
{
    const auto all = contacts().all();
    storage::Contact nobody;
    nobody.standing = storage::ContactStanding::Gone;
    return all.empty() ? nobody : all.front();
}

storage::RowId Peer::conversation()
{
    const auto found = conversations().findByContact(contact().id);
    return found ? found->id : storage::kNoRow;
}

QStringList Peer::texts()
{
    QStringList out;
    for (const storage::Message& message : messages().newest(conversation(), 10'000)) {
        if (message.kind == storage::MessageKind::Text) {
            out += (message.isOwn() ? QStringLiteral("> ") : QString()) +
                   QString::fromStdString(message.text);
        }
    }
    return out;
}

void Peer::say(const std::string& text)
{
    const auto sent = m_client->send(conversation(), {text, storage::kNoRow});
    if (!sent) {
        qFatal("not sent: %s", core::nameOf(sent.error().kind));
    }
}

std::string inviteOf(Peer& peer, const core::InviteTerms& terms)
{
    std::string link;
    bool done = false;
    peer->createInvite(terms, [&](auto invite) {
        done = true;
        link = invite ? invite->link : std::string();
    });
    return QTest::qWaitFor([&] { return done; }, 2 * kPatienceMs) ? link : std::string();
}

crypto::Result<storage::RowId, core::Problem> openLink(Peer& peer, const std::string& link)
{
    std::optional<crypto::Result<storage::RowId, core::Problem>> outcome;
    peer->openInvite(link, [&](auto opened) { outcome = opened; });
    (void)QTest::qWaitFor([&] { return outcome.has_value(); }, 2 * kPatienceMs);
    return outcome.value_or(crypto::Unexpected(core::Problem{core::ProblemKind::Internal}));
}

bool befriend(Peer& alice, Peer& bob)
{
    const std::string link = inviteOf(alice);
    if (link.empty() || !openLink(bob, link)) {
        return false;
    }
    const bool asked = QTest::qWaitFor(
        [&] { return alice.contact().standing == storage::ContactStanding::Asking; }, kPatienceMs);
    return asked && alice->accept(alice.contact().id) &&
           QTest::qWaitFor(
               [&] { return bob.contact().standing == storage::ContactStanding::Contact; },
               kPatienceMs);
}

} // namespace sotto::test
