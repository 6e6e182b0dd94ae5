#include "app/core/export/backup_run.h"

#include "app/storage/unfinished.h"

#include <limits>

namespace sotto::core {

namespace {

constexpr std::size_t kBatch = 256;
constexpr std::int64_t kBeforeAll = std::numeric_limits<std::int64_t>::min();

} // namespace

BackupRun::BackupRun(Account account, std::filesystem::path path, crypto::BackupSeal seal)
    : m_account(account)
    , m_path(std::move(path))
    , m_seal(std::move(seal))
    , m_position(kBeforeAll)
{}

crypto::Result<bool, Problem> BackupRun::step()
{
    if (!m_file) {
        SOTTO_CHECK(begin());
        return false;
    }
    if (m_things.empty() && m_conversations.empty()) {
        return end();
    }
    {
        // Never committed: what is said here is said to nobody else.
        Work work(m_account.context);
        m_things.empty() ? addMessages(work) : addThings(work);
    }
    if (m_error) {
        return crypto::Unexpected(fileProblem(*m_error));
    }
    return false;
}

crypto::Result<void, Problem> BackupRun::begin()
{
    storage::sweepUnfinished(m_path.parent_path()); // what a kill has left of an earlier one
    auto file = storage::NewFile::make(m_path);
    if (!file) {
        return crypto::Unexpected(fileProblem(file.error()));
    }
    auto begun = crypto::beginBackup(m_seal, m_account.context.environment.random);
    if (!begun) {
        return crypto::Unexpected(Problem{ProblemKind::NoWords, "not in the record's list"});
    }
    m_file.emplace(std::move(*file));
    const auto write = [this](crypto::ByteView bytes) {
        if (const auto written = m_file->write(bytes); !written) {
            m_error = written.error();
        }
    };
    write(begun->head);
    m_writer = std::make_unique<crypto::BackupWriter>(std::move(begun->key), write);
    Work work(m_account.context);
    list(work);
    wire::BackupContent about;
    about.mutable_about()->set_account(fieldOf(m_account.id.view()));
    about.mutable_about()->set_made_ms(static_cast<std::uint64_t>(m_account.context.nowMs()));
    about.mutable_about()->set_messages(m_total);
    add(about);
    return {};
}

void BackupRun::list(Work& work)
{
    m_things = m_account.things.forSnapshot(work);
    std::erase_if(m_things, [](const Thing& thing) { return thing.type == ThingType::Message; });
    std::ranges::reverse(m_things);
    Stores& stores = work.stores();
    const auto addConversation = [&](const std::optional<storage::Conversation>& conversation) {
        if (conversation) {
            m_conversations.push_back(conversation->id);
            m_total += stores.messages.count(conversation->id);
        }
    };
    for (const storage::Contact& contact : stores.contacts.all()) {
        addConversation(stores.conversations.findByContact(contact.id));
    }
    addConversation(stores.conversations.findNotes());
}

void BackupRun::addThings(Work& work)
{
    for (std::size_t i = 0; i < kBatch && !m_things.empty(); ++i) {
        say(work, m_things.back());
        m_things.pop_back();
    }
}

void BackupRun::addMessages(Work& work)
{
    const auto messages = work.stores().messages.after(m_conversations.back(), m_position, kBatch);
    for (const storage::Message& message : messages) {
        m_position = message.position;
        say(work, {ThingType::Message, keyOf(message.id)});
    }
    m_done += messages.size();
    m_total = std::max(m_total, m_done);
    if (messages.size() < kBatch) {
        m_conversations.pop_back();
        m_position = kBeforeAll;
    }
}

void BackupRun::say(Work& work, const Thing& thing)
{
    if (auto said = m_account.things.say(work, thing, Saying::State)) {
        wire::BackupContent content;
        *content.mutable_content() = std::move(*said);
        add(content);
    }
}

void BackupRun::add(const wire::BackupContent& content)
{
    m_writer->add(serialized(content).view());
}

crypto::Result<bool, Problem> BackupRun::end()
{
    m_writer->finish();
    if (m_error) {
        return crypto::Unexpected(fileProblem(*m_error));
    }
    if (const auto kept = m_file->keep(); !kept) {
        return crypto::Unexpected(fileProblem(kept.error()));
    }
    return true;
}

} // namespace sotto::core
