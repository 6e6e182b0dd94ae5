#include "app/core/export/json_page.h"

#include "app/core/export/export_text.h"
#include "app/core/export/html_page.h"

namespace sotto::core {

namespace {

constexpr const char* kVersion = "1";

std::string field(const char* name, const std::string& json)
{
    return std::string("\"") + name + "\": " + json;
}

std::string text(const char* name, const std::string& utf8)
{
    return field(name, jsonText(utf8));
}

std::string objectOf(const ExportAccount& account)
{
    return "{" + text("account", account.id) + ", " + text("name", account.name) + "}";
}

std::string objectOf(const ExportConversation& conversation)
{
    if (conversation.isNotes) {
        return "{" + text("kind", "notes") + "}";
    }
    return "{" + text("kind", "person") + ", " + text("account", conversation.account) + ", " +
           text("name", conversation.name) + ", " + text("nickname", conversation.nickname) + ", " +
           field("verified", conversation.verified ? "true" : "false") + "}";
}

const char* nameOf(storage::MessageKind kind)
{
    switch (kind) {
    case storage::MessageKind::Text:
        return "text";
    case storage::MessageKind::Deleted:
        return "deleted";
    case storage::MessageKind::ContactAccepted:
        return "contact-accepted";
    case storage::MessageKind::DeviceAdded:
        return "device-added";
    case storage::MessageKind::NumberCompared:
        return "number-compared";
    case storage::MessageKind::NumberChanged:
        return "number-changed";
    case storage::MessageKind::NotReadable:
        return "not-readable";
    case storage::MessageKind::NewerVersionNeeded:
        return "newer-version-needed";
    case storage::MessageKind::AccountDeleted:
        return "account-deleted";
    }
    return "unknown";
}

const char* nameOf(storage::MessageState state)
{
    switch (state) {
    case storage::MessageState::Waiting:
        return "waiting";
    case storage::MessageState::Sent:
        return "sent";
    case storage::MessageState::Delivered:
        return "delivered";
    case storage::MessageState::Read:
        return "read";
    case storage::MessageState::Failed:
        return "failed";
    case storage::MessageState::Received:
        return "received";
    }
    return "unknown";
}

} // namespace

void JsonPage::begin(const ExportAccount& account, const ExportConversation& conversation)
{
    m_own = account.id;
    m_their = conversation.account;
    put("{\n" + text("format", "sotto-conversation") + ",\n" + field("version", kVersion) + ",\n" +
        text("exported", isoTime(m_now)) + ",\n" + field("me", objectOf(account)) + ",\n" +
        field("conversation", objectOf(conversation)) + ",\n\"messages\": [");
}

void JsonPage::add(const ExportMessage& message)
{
    std::string out = m_isFirst ? "\n{" : ",\n{";
    m_isFirst = false;
    out += text("id", message.id) + ", " + text("author", authorOf(message.isOwn)) + ", " +
           text("kind", nameOf(message.kind)) + ", " + text("state", nameOf(message.state)) + ", " +
           text("sent", isoTime(message.sent)) + ", " +
           text("received", isoTime(message.received)) + ", " +
           field("edited", message.edited == 0 ? "null" : jsonText(isoTime(message.edited))) + ", ";
    if (message.quoted) {
        out += field("reply_to", "{" + text("author", authorOf(message.quoted->isOwn)) + ", " +
                                     text("id", message.quoted->id) + "}") +
               ", ";
    } else {
        out += field("reply_to", "null") + ", ";
    }
    out += text("text", message.text) + ", " + field("attachments", "[]") + "}";
    put(out);
}

void JsonPage::end()
{
    put("\n]\n}\n");
}

std::string jsonIndex(const ExportAccount& account, const std::vector<ExportedFile>& files,
                      storage::Milliseconds now)
{
    std::string out = "{\n" + text("format", "sotto-export") + ",\n" + field("version", kVersion) +
                      ",\n" + text("exported", isoTime(now)) + ",\n" +
                      field("me", objectOf(account)) + ",\n\"conversations\": [";
    const char* between = "\n";
    for (const ExportedFile& file : files) {
        out += between + std::string("{") + text("file", file.name) + ", " +
               field("messages", std::to_string(file.messages)) + ", " +
               field("conversation", objectOf(file.conversation)) + "}";
        between = ",\n";
    }
    return out + "\n]\n}\n";
}

std::unique_ptr<ExportPage> makePage(ExportFormat format, storage::Milliseconds now,
                                     ExportPage::Sink sink)
{
    if (format == ExportFormat::Html) {
        return std::make_unique<HtmlPage>(now, std::move(sink));
    }
    return std::make_unique<JsonPage>(now, std::move(sink));
}

} // namespace sotto::core
