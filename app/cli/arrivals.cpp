#include "app/cli/arrivals.h"

namespace sotto::cli {

using storage::Message;
using storage::MessageKind;
using storage::RowId;

namespace {

constexpr std::string_view kState = "cli.printed"; ///< messages.id, 8 bytes, little-endian
/// What one write prints, and what a kill may print again.
constexpr std::size_t kAtOnce = 64;

std::array<std::uint8_t, 8> bytesOf(RowId row)
{
    std::array<std::uint8_t, 8> out{};
    for (std::size_t i = 0; i < out.size(); ++i) {
        out[i] = static_cast<std::uint8_t>(static_cast<std::uint64_t>(row) >> (8 * i));
    }
    return out;
}

RowId rowOf(crypto::ByteView bytes)
{
    std::uint64_t out = 0;
    for (std::size_t i = 0; i < bytes.size() && i < 8; ++i) {
        out |= std::uint64_t{bytes[i]} << (8 * i);
    }
    return static_cast<RowId>(out);
}

} // namespace

Arrivals::Arrivals(Session& session)
    : m_session(session)
    , m_order(session.database())
    , m_state(session.database())
    , m_conversations(session.database())
    , m_lines(session)
{
    const auto stored = m_state.find(kState);
    m_first = !stored;
    m_last = stored ? rowOf(stored->view()) : storage::kNoRow;
}

bool Arrivals::isWanted(const Message& message)
{
    switch (message.kind) {
    case MessageKind::Text:
    case MessageKind::NotReadable:
    case MessageKind::NewerVersionNeeded:
        break;
    default:
        return false;
    }
    if (!m_first) {
        return true;
    }
    const auto conversation = m_conversations.find(message.conversation);
    return conversation && message.position > conversation->readPosition;
}

void Arrivals::store(RowId last)
{
    storage::Transaction transaction(m_session.database());
    m_state.put(kState, bytesOf(last));
    transaction.commit();
    m_last = last;
}

crypto::Result<void, Refusal> Arrivals::print()
{
    while (true) {
        const std::vector<Message> arrived = m_order.after(m_last, kAtOnce);
        if (arrived.empty()) {
            m_first = false;
            return {};
        }
        std::string lines;
        std::size_t count = 0;
        std::map<RowId, std::int64_t> read;
        for (const Message& message : arrived) {
            if (isWanted(message)) {
                lines += m_lines.line(message);
                read[message.conversation] = message.position;
                ++count;
            }
        }
        SOTTO_CHECK(m_session.output().print(lines));
        store(arrived.back().id);
        m_printed += count;
        for (const auto& [conversation, position] : read) {
            m_session.client().markRead(conversation, position);
        }
    }
}

} // namespace sotto::cli
