#include "tests/app/vault/linked_device.h"

#include "app/core/recovery/qt_normalizer.h"
#include "crypto/phrase/recovery_phrase.h"

#include <QFile>
#include <QTest>

namespace sotto::test {

bool waitLong(const std::function<bool()>& condition)
{
    return QTest::qWaitFor(condition, kPatienceMs);
}

LinkedDevice::LinkedDevice()
    : environment{random, clock, impatientOptions(), 0, 1}
{
    random.fill(m_key.mutableView());
}

std::string LinkedDevice::pathOf(const char* file) const
{
    return m_folder.filePath(QString::fromLatin1(file)).toStdString();
}

void LinkedDevice::open()
{
    auto database = storage::Database::open(pathOf("db"), m_key, storage::OpenMode::ReadWrite);
    if (!database) {
        qFatal("the database does not open");
    }
    client = std::make_unique<core::Client>(std::move(database).value(), environment);
    client->onAccountTrouble = [this](const core::Problem& problem) {
        troubles.push_back(problem);
    };
    client->onFailed = [this](const core::Problem& problem) { failures.push_back(problem); };
    client->start();
}

void LinkedDevice::create(const LoopbackRelay& relay, const std::string& name)
{
    open();
    if (!client->createAccount({name, {}, relay.address()})) {
        qFatal("no account");
    }
}

bool LinkedDevice::link(const std::string& words, const LoopbackRelay& relay)
{
    if (!client) {
        open();
    }
    auto phrase = crypto::RecoveryPhrase::fromText(crypto::asBytes(words), core::QtNormalizer());
    std::optional<bool> linked;
    client->link({std::move(phrase).value(), {}, relay.address(), "Laptop"},
                 [&](const auto& outcome) { linked = outcome.has_value(); });
    return waitLong([&] { return linked.has_value(); }) && *linked;
}

void LinkedDevice::copyDiskOf(const LinkedDevice& other)
{
    for (const char* const file : {"db", "db-wal", "db-shm"}) {
        const QString to = QString::fromStdString(pathOf(file));
        QFile::remove(to);
        (void)QFile::copy(QString::fromStdString(other.pathOf(file)), to);
    }
    std::ranges::copy(other.m_key.view(), m_key.mutableView().begin());
}

std::string LinkedDevice::words()
{
    std::string out;
    client->showWords([&](const auto& words) {
        if (words) {
            out.assign(words->view().begin(), words->view().end());
        }
    });
    return waitLong([&] { return !out.empty() && client->wordsArePublished(); }) ? out
                                                                                 : std::string();
}

storage::RowId LinkedDevice::contact(const std::string& name)
{
    for (const storage::Contact& each : storage::ContactStore(client->database()).all()) {
        if (each.name == name) {
            return each.id;
        }
    }
    return storage::kNoRow;
}

storage::RowId LinkedDevice::conversation(const std::string& name)
{
    storage::ConversationStore conversations(client->database());
    const auto found =
        name.empty() ? conversations.findNotes() : conversations.findByContact(contact(name));
    return found ? found->id : storage::kNoRow;
}

storage::RowId LinkedDevice::message(const std::string& name, const std::string& text)
{
    storage::MessageStore messages(client->database());
    for (const storage::Message& each : messages.newest(conversation(name), 10'000)) {
        if (each.text == text) {
            return each.id;
        }
    }
    return storage::kNoRow;
}

void LinkedDevice::say(const std::string& name, const std::string& text)
{
    storage::RowId to = conversation(name);
    if (to == storage::kNoRow) {
        to = client->conversationWith(name.empty() ? storage::kNoRow : contact(name));
    }
    if (const auto sent = client->send(to, {text, storage::kNoRow}); !sent) {
        qFatal("not sent: %s", core::nameOf(sent.error().kind));
    }
}

bool LinkedDevice::hasTold(core::ProblemKind kind) const
{
    return std::any_of(troubles.begin(), troubles.end(),
                       [kind](const core::Problem& problem) { return problem.kind == kind; });
}

void LinkedDevice::dumpConversation(std::string& out, const std::string& name,
                                    const std::optional<storage::Conversation>& conversation)
{
    if (!conversation) {
        return;
    }
    out += "conversation " + name + " pinned " + std::to_string(conversation->pinned) + " muted " +
           std::to_string(conversation->mutedUntil) + " unread " +
           std::to_string(conversation->unread) + " draft " + conversation->draft + "\n";
    storage::MessageStore messages(client->database());
    for (const storage::Message& each : messages.newest(conversation->id, 200'000)) {
        out += std::string(each.isOwn() ? "  > " : "  < ") + each.text + " kind " +
               std::to_string(static_cast<int>(each.kind)) + " state " +
               std::to_string(static_cast<int>(each.state)) + " at " +
               std::to_string(each.position) + " edited " + std::to_string(each.edited) + "\n";
    }
}

std::string LinkedDevice::dump()
{
    std::string out = "I am " + client->account().name + "\n";
    storage::ConversationStore conversations(client->database());
    std::map<std::string, storage::Contact> people;
    for (const storage::Contact& each : storage::ContactStore(client->database()).all()) {
        people[each.name] = each;
    }
    for (const auto& [name, person] : people) {
        out += "contact " + name + " nickname " + person.nickname + " standing " +
               std::to_string(static_cast<int>(person.standing)) + "\n";
        dumpConversation(out, name, conversations.findByContact(person.id));
    }
    dumpConversation(out, "notes", conversations.findNotes());
    out += "receipts " + client->setting("receipts.read") + "\n";
    return out;
}

bool befriend(LinkedDevice& alice, LinkedDevice& bob)
{
    std::string link;
    alice.client->createInvite(
        {}, [&](const auto& invite) { link = invite ? invite->link : std::string(); });
    if (!waitLong([&] { return !link.empty(); })) {
        return false;
    }
    bool isOpened = false;
    bool isAsking = false;
    const auto open = [&] {
        if (!isOpened && !std::exchange(isAsking, true)) {
            bob.client->openInvite(link, [&](const auto& opened) {
                isOpened = opened.has_value();
                isAsking = false;
            });
        }
        return isOpened;
    };
    const auto standingOf = [](LinkedDevice& device, const std::string& name) {
        const auto row =
            storage::ContactStore(device.client->database()).find(device.contact(name));
        return row ? row->standing : storage::ContactStanding::Gone;
    };
    const std::string bobsName = bob.client->account().name;
    const std::string alicesName = alice.client->account().name;
    return waitLong(open) && waitLong([&] {
               return standingOf(alice, bobsName) == storage::ContactStanding::Asking;
           }) &&
           alice.client->accept(alice.contact(bobsName)) && waitLong([&] {
               return standingOf(bob, alicesName) == storage::ContactStanding::Contact;
           });
}

bool agree(LinkedDevice& first, LinkedDevice& second)
{
    const bool agreed = waitLong([&] { return first.dump() == second.dump(); });
    if (!agreed) {
        qInfo("first:\n%s\nsecond:\n%s", first.dump().c_str(), second.dump().c_str());
    }
    return agreed;
}

} // namespace sotto::test
