#include "app/viewmodels/message_page.h"

#include "app/viewmodels/person_text.h"

#include <map>

#include <QCoreApplication>

namespace sotto::viewmodels {

namespace {

// Gives rows what stands in other tables. Lives for one page.
class RowReader
{
public:
    RowReader(ReadStores& stores, storage::RowId conversation)
        : m_stores(stores)
    {
        const auto found = stores.conversations.find(conversation);
        m_contact = found ? found->contact : storage::kNoRow;
    }

    [[nodiscard]] MessageRow row(storage::Message message)
    {
        MessageRow row;
        row.author = nameOf(message.author);
        if (message.quoted != storage::kNoRow) {
            row.quoted = quoted(message.quoted);
        }
        row.message = std::move(message);
        // An event of one's own is about the person of the conversation.
        if (row.isEvent() && row.message.isOwn()) {
            row.author = nameOf(m_contact);
        }
        return row;
    }

    [[nodiscard]] std::vector<MessageRow> rows(std::vector<storage::Message> messages)
    {
        std::vector<MessageRow> out;
        out.reserve(messages.size());
        for (storage::Message& message : messages) {
            out.push_back(row(std::move(message)));
        }
        return out;
    }

private:
    [[nodiscard]] std::optional<QuotedMessage> quoted(storage::RowId id)
    {
        const auto message = m_stores.messages.find(id);
        if (!message) {
            return std::nullopt;
        }
        MessageRow row;
        row.message = *message;
        row.author = nameOf(message->author);
        return QuotedMessage{row.author, previewOf(row.text())};
    }

    [[nodiscard]] QString nameOf(storage::RowId contact)
    {
        if (contact == storage::kNoRow) {
            return QCoreApplication::translate("Messages", "You");
        }
        const auto known = m_names.find(contact);
        if (known != m_names.end()) {
            return known->second;
        }
        const auto found = m_stores.contacts.find(contact);
        return m_names[contact] = shownName(found ? found->shownName() : std::string());
    }

    ReadStores& m_stores;
    storage::RowId m_contact = storage::kNoRow;
    std::map<storage::RowId, QString> m_names;
};

// One more than asked for was read, at the far end: it tells whether there are more.
bool dropExtra(std::vector<storage::Message>& messages, std::size_t limit, bool atFront)
{
    if (messages.size() <= limit) {
        return false;
    }
    messages.erase(atFront ? messages.begin() : messages.end() - 1);
    return true;
}

} // namespace

MessagePage readNewest(ReadStores& stores, storage::RowId conversation, std::size_t limit)
{
    auto messages = stores.messages.newest(conversation, limit + 1);
    const bool hasOlder = dropExtra(messages, limit, true);
    return {RowReader(stores, conversation).rows(std::move(messages)), hasOlder, false};
}

MessagePage readBefore(ReadStores& stores, storage::RowId conversation, std::int64_t position,
                       std::size_t limit)
{
    auto messages = stores.messages.before(conversation, position, limit + 1);
    const bool hasOlder = dropExtra(messages, limit, true);
    return {RowReader(stores, conversation).rows(std::move(messages)), hasOlder, true};
}

MessagePage readAfter(ReadStores& stores, storage::RowId conversation, std::int64_t position,
                      std::size_t limit)
{
    auto messages = stores.messages.after(conversation, position, limit + 1);
    const bool hasNewer = dropExtra(messages, limit, false);
    return {RowReader(stores, conversation).rows(std::move(messages)), true, hasNewer};
}

MessagePage readAround(ReadStores& stores, storage::RowId conversation, storage::RowId message,
                       std::size_t limit)
{
    const auto found = stores.messages.find(message);
    if (!found || found->conversation != conversation) {
        return {};
    }
    MessagePage page = readBefore(stores, conversation, found->position + 1, limit / 2);
    MessagePage after = readAfter(stores, conversation, found->position, limit / 2);
    std::move(after.rows.begin(), after.rows.end(), std::back_inserter(page.rows));
    page.hasNewer = after.hasNewer;
    return page;
}

std::vector<MessageRow> readRows(ReadStores& stores, storage::RowId conversation,
                                 const std::vector<storage::RowId>& messages)
{
    RowReader reader(stores, conversation);
    std::vector<MessageRow> rows;
    for (const storage::RowId id : messages) {
        if (auto message = stores.messages.find(id)) {
            rows.push_back(reader.row(std::move(*message)));
        }
    }
    return rows;
}

} // namespace sotto::viewmodels
