#include "crypto/base/init.h"
#include "tests/crypto/backup/backup_world.h"

#include <QTest>

using namespace sotto::crypto;
using namespace sotto::test;

namespace {

Bytes content(std::size_t size, std::uint8_t first)
{
    Bytes out(size);
    for (std::size_t i = 0; i < size; ++i) {
        out[i] = static_cast<std::uint8_t>(first + i * 7);
    }
    return out;
}

/// Four chunks.
std::vector<Bytes> manyContents()
{
    return {content(1, 1), content(kBackupContentBytesMax, 2), content(90'000, 3),
            content(20'000, 4)};
}

std::optional<BackupError> errorOf(const Bytes& file, const RecoveryKeys& keys)
{
    const auto read = contentsOf(file, keys);
    return read ? std::nullopt : std::optional(read.error());
}

Bytes cut(const Bytes& file, std::size_t size)
{
    return {file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size)};
}

Bytes flipped(Bytes file, std::size_t at)
{
    file[at] ^= 0x10;
    return file;
}

void swapChunks(Bytes& file, std::size_t headBytes, std::size_t a, std::size_t b)
{
    const auto at = [&](std::size_t chunk) {
        return file.begin() +
               static_cast<std::ptrdiff_t>(headBytes + chunk * kBackupSealedChunkBytes);
    };
    std::swap_ranges(at(a), at(a + 1), at(b));
}

} // namespace

class TestBackupFile : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase() { QVERIFY(initialize()); }

    void theWordsOpenWhatADeviceWrote()
    {
        BackupWorld w(1);
        const auto contents = manyContents();
        const Bytes file = w.file(contents);
        QCOMPARE(file.size(), w.headBytes + 4 * kBackupSealedChunkBytes);
        const auto read = contentsOf(file, w.keys);
        QVERIFY(read);
        QVERIFY(*read == contents);

        const BackupSource source = sourceOf(file);
        const auto head = BackupHead::read(source);
        const auto opened = openBackup(*head, w.keys);
        QVERIFY(opened->payload.account == w.account);
        QVERIFY(opened->payload.sharedKey == w.sharedKey);
    }

    /// Wherever a content ends: before, at and behind the border of a chunk.
    void everyLengthComesBack()
    {
        BackupWorld w(2);
        QVERIFY(*contentsOf(w.file({}), w.keys) == std::vector<Bytes>());
        for (std::size_t size = kBackupChunkBytes - 12; size <= kBackupChunkBytes + 4; ++size) {
            const std::vector<Bytes> contents{content(size, 5)};
            const Bytes file = w.file(contents);
            const std::size_t chunks = 4 + size + 4 > kBackupChunkBytes ? 2 : 1;
            QCOMPARE(file.size(), w.headBytes + chunks * kBackupSealedChunkBytes);
            const auto read = contentsOf(file, w.keys);
            QVERIFY(read);
            QVERIFY(*read == contents);
        }
    }

    void aFileThatEndsTooEarlyIsFound()
    {
        BackupWorld w(3);
        const Bytes file = w.file(manyContents());
        std::vector<std::size_t> sizes;
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t border = w.headBytes + i * kBackupSealedChunkBytes;
            sizes.insert(sizes.end(), {border - 1, border, border + 1});
        }
        sizes.insert(sizes.end(), {8, 9, 40, 76, 77, 78, file.size() - 1});
        for (const std::size_t size : sizes) {
            const auto error = errorOf(cut(file, size), w.keys);
            QVERIFY2(error == BackupError::Truncated, std::to_string(size).c_str());
        }
        for (const std::size_t size : std::initializer_list<std::size_t>{0, 1, 7}) {
            QVERIFY(errorOf(cut(file, size), w.keys) == BackupError::NotABackup);
        }
    }

    void chunksHaveOnePlace()
    {
        BackupWorld w(4);
        const Bytes file = w.file(manyContents());
        for (std::size_t a = 0; a < 4; ++a) {
            for (std::size_t b = a + 1; b < 4; ++b) {
                Bytes other = file;
                swapChunks(other, w.headBytes, a, b);
                QVERIFY(errorOf(other, w.keys) == BackupError::Damaged);
            }
            // Left out, and there twice.
            const auto begin = file.begin() + static_cast<std::ptrdiff_t>(
                                                  w.headBytes + a * kBackupSealedChunkBytes);
            const auto end = begin + static_cast<std::ptrdiff_t>(kBackupSealedChunkBytes);
            Bytes without(file.begin(), begin);
            without.insert(without.end(), end, file.end());
            QVERIFY(errorOf(without, w.keys) ==
                    (a == 3 ? BackupError::Truncated : BackupError::Damaged));
            Bytes twice(file.begin(), end);
            twice.insert(twice.end(), begin, file.end());
            QVERIFY(errorOf(twice, w.keys) == BackupError::Damaged);
        }
        Bytes longer = file;
        longer.push_back(0);
        QVERIFY(errorOf(longer, w.keys) == BackupError::Damaged);
    }

    void aChunkOfAnotherFileDoesNotOpen()
    {
        BackupWorld w(5);
        Bytes first = w.file({content(10, 1)});
        const Bytes second = w.file({content(10, 1)});
        std::copy(second.begin() + static_cast<std::ptrdiff_t>(w.headBytes), second.end(),
                  first.begin() + static_cast<std::ptrdiff_t>(w.headBytes));
        QVERIFY(errorOf(first, w.keys) == BackupError::Damaged);
    }

    void everyChangedByteIsFound()
    {
        BackupWorld w(6);
        const Bytes file = w.file(manyContents());
        for (std::size_t at = 0; at < w.headBytes; at += std::size_t{at < 80 ? 1U : 13U}) {
            QVERIFY2(errorOf(flipped(file, at), w.keys), std::to_string(at).c_str());
        }
        for (std::size_t i = 0; i < 4; ++i) {
            const std::size_t begin = w.headBytes + i * kBackupSealedChunkBytes;
            for (const std::size_t at :
                 {begin, begin + 1, begin + kBackupChunkBytes / 2, begin + kBackupChunkBytes - 1,
                  begin + kBackupChunkBytes, begin + kBackupSealedChunkBytes - 1}) {
                QVERIFY(errorOf(flipped(file, at), w.keys) == BackupError::Damaged);
            }
        }
    }

    void otherWordsOpenNothing()
    {
        BackupWorld w(7);
        const BackupWorld other(8);
        const Bytes file = w.file(manyContents());
        QVERIFY(errorOf(file, other.keys) == BackupError::OtherPhrase);
    }

    void aNewerVersionIsNamed()
    {
        BackupWorld w(9);
        Bytes file = w.file({content(10, 1)});
        file[8] = 2;
        QVERIFY(errorOf(file, w.keys) == BackupError::Newer);
        file[8] = 0;
        QVERIFY(errorOf(file, w.keys) == BackupError::Malformed);
        file[0] = 'Z';
        QVERIFY(errorOf(file, w.keys) == BackupError::NotABackup);
    }

    /// Who has the public wrapping key and no place in the list makes no backup.
    void onlyAListedDeviceMakesOne()
    {
        BackupWorld w(10);
        BackupSeal stranger = w.seal();
        stranger.deviceKey = SigningKey::generate(w.random);
        QVERIFY(!beginBackup(stranger, w.random));

        // A struck one neither: a file that it signed is refused under the list that strikes it.
        const auto first = KeyList::create(w.changes[0]);
        auto list = *first;
        QVERIFY(list.extend(std::array<ByteView, 1>{w.changes[1]}));
        w.changes.push_back(strikeKey(list, kRootIndex, w.keys.recordRoot, 0));
        QVERIFY(!beginBackup(w.seal(), w.random));

        BackupWorld v(11);
        const Bytes file = v.file({content(10, 1)});
        auto source = sourceOf(file);
        auto head = *BackupHead::read(source);
        auto whole = *KeyList::create(v.changes[0]);
        QVERIFY(whole.extend(std::array<ByteView, 1>{v.changes[1]}));
        v.changes.push_back(strikeKey(whole, kRootIndex, v.keys.recordRoot, 0));
        const std::vector<ByteView> views(v.changes.begin(), v.changes.end());
        head.list = serializeChanges(views);
        Bytes statement = head.serialize();
        statement.resize(statement.size() - Signature::kSize);
        head.signature = v.device.sign(labels::kBackupHead, statement);
        const auto opened = openBackup(head, v.keys);
        QVERIFY(!opened && opened.error() == BackupError::Damaged);
    }

    void aSourceThatFailsIsNamed()
    {
        BackupWorld w(12);
        const Bytes file = w.file({content(10, 1)});
        const BackupSource source = [&, at = std::size_t{0}](MutableByteView out) mutable {
            if (at >= w.headBytes) {
                return std::optional<std::size_t>();
            }
            std::copy_n(file.begin() + static_cast<std::ptrdiff_t>(at), out.size(), out.begin());
            at += out.size();
            return std::optional(out.size());
        };
        const auto head = BackupHead::read(source);
        QVERIFY(head);
        BackupReader reader(std::move(openBackup(*head, w.keys)->key), source);
        QVERIFY(reader.next().error() == BackupError::NotReadable);
        QVERIFY(reader.next().error() == BackupError::NotReadable);
    }
};

QTEST_APPLESS_MAIN(TestBackupFile)
#include "tst_backup_file.moc"
