#include "app/core/export/backup_import.h"

namespace sotto::core {

namespace {

constexpr std::size_t kBatch = 256;

} // namespace

BackupImport::BackupImport(Context& context, StoredThings& things, BackupFile file)
    : m_context(context)
    , m_things(things)
    , m_file(std::move(file))
{}

ExportProgress BackupImport::progress() const
{
    return {m_done, std::max<std::uint64_t>(m_done, m_file.about().messages())};
}

crypto::Result<bool, Problem> BackupImport::step()
{
    Work work(m_context);
    bool isOver = false;
    for (std::size_t i = 0; i < kBatch && !isOver; ++i) {
        auto content = m_file.next();
        if (!content) {
            return crypto::Unexpected(content.error());
        }
        if (!*content) {
            isOver = true;
            break;
        }
        const Taken taken = m_things.take(work, **content);
        if (taken.thing) {
            // The vault may have lost it, or never had it.
            work.stores().vault.mark(numberOf(taken.thing->type), taken.thing->key);
        }
        m_done += (*content)->has_message() ? 1U : 0U;
    }
    work.commit();
    return isOver;
}

} // namespace sotto::core
