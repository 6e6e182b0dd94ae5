// Writes the corpus of fuzz_backup into the folder it is given (tests/fuzz/corpus). Built and run
// by hand when a layout changes.
#include "crypto/base/init.h"
#include "crypto/base/writer.h"
#include "tests/crypto/backup/backup_world.h"

#include <filesystem>
#include <fstream>

using namespace sotto::crypto;
using namespace sotto::test;

namespace {

void write(const std::filesystem::path& path, ByteView bytes)
{
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(bytes.data()),
               static_cast<std::streamsize>(bytes.size()));
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 2 || !initialize()) {
        return 1;
    }
    const std::filesystem::path folder = std::filesystem::path(argv[1]) / "fuzz_backup";
    BackupWorld world(1);
    const Bytes file = world.file({Bytes{1, 2, 3}});
    write(folder / "whole", file);
    write(folder / "head", ByteView(file).first(world.headBytes));
    Writer contents;
    contents.bytes32(Bytes{1}).bytes32(Bytes(300, 7)).u32(0);
    write(folder / "contents", contents.view());
    Writer endless;
    endless.bytes32(Bytes{1}).u32(static_cast<std::uint32_t>(kBackupContentBytesMax + 1));
    write(folder / "too-long", endless.view());
    return 0;
}
