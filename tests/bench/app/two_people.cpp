#include "tests/bench/app/two_people.h"

#include "app/storage/contact_store.h"

#include <algorithm>
#include <stdexcept>

#include <QCoreApplication>
#include <QElapsedTimer>
#include <QTimer>

namespace sotto::bench {

namespace {

crypto::RelayAddress copyOf(const crypto::RelayAddress& address)
{
    return {address.host, address.port, address.fingerprint, address.accessKey.duplicate()};
}

core::Profile profileIn(const std::filesystem::path& folder)
{
    auto profile = core::Profile::take(folder);
    if (!profile) {
        throw std::runtime_error("no profile");
    }
    return std::move(*profile);
}

storage::Database newDatabase(core::Profile& profile, crypto::Random& random)
{
    const storage::DatabaseKey key = core::Profile::newKey(random);
    if (!profile.keepInFile(key, random)) {
        throw std::runtime_error("no key");
    }
    auto database = profile.openDatabase(key, storage::OpenMode::ReadWrite);
    if (!database) {
        throw std::runtime_error("no database");
    }
    return std::move(*database);
}

} // namespace

Person::Person(const std::filesystem::path& folder, const char* name,
               const crypto::RelayAddress& relay)
    : m_profile(profileIn(folder))
    , m_environment{m_random, m_clock, {}}
    , m_client(std::make_unique<core::Client>(newDatabase(m_profile, m_random), m_environment))
{
    m_client->onChanged = [this](const core::Changes& changes) { count(changes); };
    if (!m_client->createAccount({name, {}, copyOf(relay)})) {
        throw std::runtime_error("no account");
    }
    m_client->start();
}

void Person::count(const core::Changes& changes)
{
    m_arrived += static_cast<std::size_t>(
        std::ranges::count_if(changes.messages, [](const core::ChangedMessage& change) {
            return change.what == core::ChangedMessage::What::Added;
        }));
    if (onArrived) {
        onArrived();
    }
}

storage::RowId Person::conversation()
{
    for (const auto& summary : storage::ConversationStore(m_client->database()).summaries()) {
        if (summary.contact) {
            return summary.conversation.id;
        }
    }
    return storage::kNoRow;
}

TwoPeople::TwoPeople(const std::filesystem::path& folder, const std::string& relayProgram)
    : m_aliceFolder(folder / "alice")
    , m_bobFolder(folder / "bob")
{
    std::string error;
    m_relay = test::RelayProcess::start(
        {.program = relayProgram, .data = (folder / "relay").string(), .arguments = {}}, error);
    if (!m_relay) {
        throw std::runtime_error(error);
    }
    m_alice = std::make_unique<Person>(m_aliceFolder, "Alice", m_relay->address());
    m_bob = std::make_unique<Person>(m_bobFolder, "Bob", m_relay->address());
    introduce();
}

void TwoPeople::introduce()
{
    std::string link;
    m_alice->client().createInvite({}, [&](auto invite) { link = invite ? invite->link : "none"; });
    waitFor("an invite", [&] { return !link.empty(); });
    m_bob->client().openInvite(link, [](auto) {});
    const auto standing = [](Person& person, storage::ContactStanding wanted) {
        const auto contacts = storage::ContactStore(person.client().database()).all();
        return contacts.size() == 1 && contacts[0].standing == wanted ? contacts[0].id
                                                                      : storage::kNoRow;
    };
    waitFor("a request", [&] {
        return standing(*m_alice, storage::ContactStanding::Asking) != storage::kNoRow;
    });
    if (!m_alice->client().accept(standing(*m_alice, storage::ContactStanding::Asking))) {
        throw std::runtime_error("the request was not accepted");
    }
    waitFor("an answer",
            [&] { return standing(*m_bob, storage::ContactStanding::Contact) != storage::kNoRow; });
    waitFor("rest", [&] { return m_alice->client().isIdle() && m_bob->client().isIdle(); });
}

void waitFor(const char* what, const std::function<bool()>& done, int mostMs)
{
    QElapsedTimer elapsed;
    elapsed.start();
    // So that waiting for events ends now and then.
    QTimer heartbeat;
    heartbeat.start(50);
    while (!done()) {
        if (elapsed.hasExpired(mostMs)) {
            throw std::runtime_error(std::string("waited in vain for ") + what);
        }
        QCoreApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
}

} // namespace sotto::bench
