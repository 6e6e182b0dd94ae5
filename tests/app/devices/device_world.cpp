#include "tests/app/devices/device_world.h"

#include "app/core/recovery/qt_normalizer.h"

#include <QTest>

namespace sotto::test {

using namespace core;

Device::Device(const LoopbackRelay& relay, HandClock& clock)
    : m_relay(relay)
    , m_environment{m_random, clock, impatientOptions(), 0, 1}
{
    m_random.fill(m_key.mutableView());
}

void Device::open()
{
    auto database = storage::Database::open(m_folder.filePath(QStringLiteral("db")).toStdString(),
                                            m_key, storage::OpenMode::ReadWrite);
    if (!database) {
        qFatal("the database does not open");
    }
    m_client = std::make_unique<Client>(std::move(database).value(), m_environment);
    m_client->onRemoved = [this] { ++removed; };
    m_client->onAccountTrouble = [this](const Problem&) { ++troubles; };
    m_client->onFailed = [this](const Problem& problem) { failures.push_back(problem); };
    m_client->start();
}

void Device::create(const std::string& name)
{
    open();
    if (!m_client->createAccount({name, {}, m_relay.address()})) {
        qFatal("no account");
    }
}

std::string Device::words()
{
    std::string out;
    m_client->showWords([&](const auto& words) {
        if (words) {
            out.assign(words->view().begin(), words->view().end());
        }
    });
    return waitFor([&] { return !out.empty() && m_client->wordsArePublished(); }) ? out
                                                                                  : std::string();
}

bool Device::link(const std::string& words, const std::string& deviceName)
{
    open();
    auto phrase = crypto::RecoveryPhrase::fromText(crypto::asBytes(words), QtNormalizer());
    std::optional<bool> outcome;
    m_client->link({std::move(phrase).value(), {}, m_relay.address(), deviceName},
                   [&](const auto& ended) { outcome = ended.has_value(); });
    return waitFor([&] { return outcome.has_value(); }) && *outcome;
}

storage::RowId Device::conversation()
{
    const auto all = parts().context.stores.contacts.all();
    const auto found = all.empty()
                           ? std::nullopt
                           : parts().context.stores.conversations.findByContact(all.front().id);
    return found ? found->id : storage::kNoRow;
}

int Device::count(const std::string& text)
{
    int out = 0;
    for (const storage::Message& message :
         parts().context.stores.messages.newest(conversation(), 1000)) {
        out += message.text == text ? 1 : 0;
    }
    return out;
}

storage::RowId Device::say(const std::string& text)
{
    const auto sent = m_client->send(conversation(), {text, storage::kNoRow});
    if (!sent) {
        qFatal("not sent: %s", nameOf(sent.error().kind));
    }
    return *sent;
}

storage::MessageState Device::stateOf(storage::RowId message)
{
    return parts().context.stores.messages.find(message)->state;
}

std::vector<std::string> Device::names()
{
    std::vector<std::string> out;
    for (const OwnDevice& device : m_client->devices()) {
        out.push_back(device.name);
    }
    return out;
}

bool befriend(Device& alice, Device& bob)
{
    std::string link;
    alice->createInvite({}, [&](const auto& invite) { link = invite ? invite->link : "none"; });
    const auto standing = [](Device& device) {
        const auto all = device.parts().context.stores.contacts.all();
        return all.empty() ? storage::ContactStanding::Gone : all.front().standing;
    };
    if (!waitFor([&] { return !link.empty(); })) {
        return false;
    }
    bool isOpened = false;
    bob->openInvite(link, [&](const auto& opened) { isOpened = opened.has_value(); });
    return waitFor([&] { return isOpened; }) &&
           waitFor([&] { return standing(alice) == storage::ContactStanding::Asking; }) &&
           alice->accept(alice.parts().context.stores.contacts.all().front().id) &&
           waitFor([&] { return standing(bob) == storage::ContactStanding::Contact; });
}

} // namespace sotto::test
