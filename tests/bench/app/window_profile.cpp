#include "tests/bench/app/window_profile.h"

#include "app/core/environment.h"
#include "app/core/profile.h"
#include "app/storage/contact_store.h"
#include "app/storage/conversation_store.h"
#include "app/storage/message_store.h"
#include "tests/bench/app/made_up_texts.h"

#include <algorithm>
#include <stdexcept>

namespace sotto::bench {

namespace {

constexpr std::size_t kBatch = 1'024;
constexpr storage::Milliseconds kBetweenMessagesMs = 90'000;

class Writer
{
public:
    explicit Writer(storage::Database& database)
        : m_database(database)
        , m_contacts(database)
        , m_conversations(database)
        , m_messages(database)
    {
        const auto known = m_contacts.all();
        if (known.empty()) {
            throw std::runtime_error("the profile knows nobody");
        }
        const crypto::SecretBytes state = m_contacts.state(known.front().id);
        m_state.assign(state.data(), state.data() + state.size());
    }

    storage::RowId addConversation(std::size_t messages)
    {
        storage::Contact contact;
        m_random.fill(contact.account.mutableView());
        contact.name = m_texts.word(m_count) + ' ' + m_texts.word(2'000 + m_count);
        contact.name[0] = static_cast<char>(contact.name[0] - 'a' + 'A');
        ++m_count;
        storage::Transaction transaction(m_database);
        const storage::RowId person = m_contacts.add(contact, m_state);
        const storage::RowId conversation = m_conversations.add(
            storage::ConversationKind::Person, person, m_clock.now() - beforeNow(messages));
        transaction.commit();
        for (std::size_t left = messages; left > 0;) {
            storage::Transaction batch(m_database);
            for (std::size_t end = left - std::min(left, kBatch); left > end; --left) {
                add(conversation, person, left);
            }
            batch.commit();
        }
        storage::Transaction reading(m_database);
        const auto newest = m_messages.newest(conversation, 1);
        if (!newest.empty()) {
            m_messages.markRead(conversation, newest.front().position, 1);
        }
        reading.commit();
        return conversation;
    }

private:
    [[nodiscard]] static storage::Milliseconds beforeNow(std::size_t messages)
    {
        return static_cast<storage::Milliseconds>(messages) * kBetweenMessagesMs;
    }

    void add(storage::RowId conversation, storage::RowId person, std::size_t age)
    {
        storage::Message message;
        message.conversation = conversation;
        message.author = age % 3 == 0 ? storage::kNoRow : person;
        m_random.fill(message.uid.mutableView());
        message.state =
            message.isOwn() ? storage::MessageState::Delivered : storage::MessageState::Received;
        message.sent = message.received = m_clock.now() - beforeNow(age);
        message.text = m_texts.next();
        (void)m_messages.add(message);
    }

    storage::Database& m_database;
    storage::ContactStore m_contacts;
    storage::ConversationStore m_conversations;
    storage::MessageStore m_messages;
    crypto::SystemRandom m_random;
    core::SystemClock m_clock;
    MadeUpTexts m_texts{1};
    crypto::Bytes m_state;
    std::size_t m_count = 0;
};

} // namespace

std::vector<storage::RowId> addConversations(const std::filesystem::path& folder,
                                             const std::vector<std::size_t>& sizes)
{
    auto profile = core::Profile::take(folder);
    if (!profile) {
        throw std::runtime_error("the profile is in use");
    }
    const auto key = profile->keyFromFile();
    if (!key) {
        throw std::runtime_error("the profile has no key");
    }
    auto database = profile->openDatabase(*key, storage::OpenMode::ReadWrite);
    if (!database) {
        throw std::runtime_error("the profile does not open");
    }
    Writer writer(*database);
    std::vector<storage::RowId> conversations;
    for (const std::size_t size : sizes) {
        conversations.push_back(writer.addConversation(size));
    }
    return conversations;
}

} // namespace sotto::bench
