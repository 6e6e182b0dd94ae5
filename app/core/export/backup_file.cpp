#include "app/core/export/backup_file.h"

#include "app/core/base/wire_bytes.h"
#include "app/core/vault/content_rules.h"
#include "app/core/vault/limits.h"
#include "app/core/vault/merge.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace sotto::core {

// The wrapping of a content takes a tag and a length.
static_assert(vault::kContentBytes + 16 <= crypto::kBackupContentBytesMax);

namespace {

class Descriptor
{
public:
    explicit Descriptor(int fd)
        : m_fd(fd)
    {}
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    ~Descriptor()
    {
        if (m_fd >= 0) {
            ::close(m_fd);
        }
    }
    [[nodiscard]] int get() const { return m_fd; }

private:
    int m_fd;
};

std::optional<std::size_t> fill(int fd, crypto::MutableByteView out)
{
    std::size_t filled = 0;
    while (filled < out.size()) {
        const ssize_t n = ::read(fd, out.data() + filled, out.size() - filled);
        if (n == 0) {
            break;
        }
        if (n < 0 && errno != EINTR) {
            return std::nullopt;
        }
        filled += n < 0 ? 0 : static_cast<std::size_t>(n);
    }
    return filled;
}

crypto::Unexpected<Problem> broken(const char* technical)
{
    return crypto::Unexpected(Problem{ProblemKind::BackupBroken, technical});
}

} // namespace

Problem problemOf(crypto::BackupError error)
{
    switch (error) {
    case crypto::BackupError::NotABackup:
        return {ProblemKind::NoBackup, "the file does not begin like a backup"};
    case crypto::BackupError::Newer:
        return {ProblemKind::BackupNewer, "a version that is not known"};
    case crypto::BackupError::Malformed:
        return {ProblemKind::BackupBroken, "it breaks the layout"};
    case crypto::BackupError::OtherPhrase:
        return {ProblemKind::WordsOpenNothing, "another locator"};
    case crypto::BackupError::Truncated:
        return {ProblemKind::BackupBroken, "it ends too early"};
    case crypto::BackupError::Damaged:
        return {ProblemKind::BackupBroken, "it was changed"};
    case crypto::BackupError::NotReadable:
        return {ProblemKind::Io, "the file cannot be read"};
    }
    return {};
}

struct BackupFile::Parts
{
    explicit Parts(int fd)
        : file(fd)
    {}

    [[nodiscard]] crypto::BackupSource source()
    {
        return [this](crypto::MutableByteView out) { return fill(file.get(), out); };
    }

    Descriptor file;
    crypto::BackupHead head;
    std::unique_ptr<crypto::BackupReader> reader;
    crypto::AccountId account;
    wire::BackupAbout about;
};

BackupFile::BackupFile(std::unique_ptr<Parts> parts)
    : m_parts(std::move(parts))
{}

BackupFile::BackupFile(BackupFile&&) noexcept = default;
BackupFile& BackupFile::operator=(BackupFile&&) noexcept = default;
BackupFile::~BackupFile() = default;

crypto::Result<BackupFile, Problem> BackupFile::open(const std::filesystem::path& path)
{
    // Not blocking: a FIFO would wait for a writer.
    auto parts = std::make_unique<Parts>(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    struct ::stat status = {};
    if (parts->file.get() < 0 || ::fstat(parts->file.get(), &status) != 0) {
        return crypto::Unexpected(Problem{ProblemKind::Io, "the file cannot be opened"});
    }
    if (!S_ISREG(status.st_mode)) {
        return crypto::Unexpected(Problem{ProblemKind::NoBackup, "no regular file"});
    }
    auto head = crypto::BackupHead::read(parts->source());
    if (!head) {
        return crypto::Unexpected(problemOf(head.error()));
    }
    parts->head = std::move(*head);
    return BackupFile(std::move(parts));
}

crypto::Result<void, Problem> BackupFile::unlock(const crypto::RecoveryKeys& keys)
{
    auto opened = crypto::openBackup(m_parts->head, keys);
    if (!opened) {
        return crypto::Unexpected(problemOf(opened.error()));
    }
    m_parts->account = opened->payload.account;
    m_parts->reader =
        std::make_unique<crypto::BackupReader>(std::move(opened->key), m_parts->source());
    SOTTO_TRY(first, read());
    if (!first || !first->has_about() ||
        first->about().account() != fieldOf(m_parts->account.view())) {
        return broken("it does not begin with what it is about");
    }
    m_parts->about = std::move(*first->mutable_about());
    return {};
}

const crypto::AccountId& BackupFile::account() const
{
    return m_parts->account;
}

const wire::BackupAbout& BackupFile::about() const
{
    return m_parts->about;
}

crypto::Result<std::optional<wire::BackupContent>, Problem> BackupFile::read()
{
    const auto content = m_parts->reader->next();
    if (!content) {
        return crypto::Unexpected(problemOf(content.error()));
    }
    if (!*content) {
        return std::optional<wire::BackupContent>();
    }
    wire::BackupContent out;
    if (!out.ParseFromArray((*content)->data(), static_cast<int>((*content)->size()))) {
        return broken("a content does not parse");
    }
    return std::optional(std::move(out));
}

crypto::Result<std::optional<wire::VaultContent>, Problem> BackupFile::next()
{
    for (;;) {
        SOTTO_TRY(content, read());
        if (!content) {
            return std::optional<wire::VaultContent>();
        }
        if (content->has_about()) {
            return broken("a second beginning");
        }
        wire::VaultContent out = vault::knownPart(content->content());
        if (vault::keepsRules(out)) {
            return std::optional(std::move(out));
        }
    }
}

} // namespace sotto::core
