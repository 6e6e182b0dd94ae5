#pragma once

#include "tests/structure/source_tree.h"

#include <fstream>

#include <QTemporaryDir>

namespace sotto::structure {

/// A small source tree in a temporary folder, to show that a check can fail.
class MadeUpTree
{
public:
    void write(const std::string& path, const std::string& text) const
    {
        std::filesystem::create_directories((root() / path).parent_path());
        std::ofstream(root() / path, std::ios::binary) << text;
    }
    [[nodiscard]] std::filesystem::path root() const { return m_folder.path().toStdString(); }

private:
    QTemporaryDir m_folder;
};

/// True if exactly one finding was made, in @p path, and it speaks of @p word.
inline bool isOnly(const std::vector<Finding>& findings, const std::string& path,
                   const std::string& word)
{
    return findings.size() == 1 && findings.front().path == path &&
           findings.front().what.find(word) != std::string::npos;
}

} // namespace sotto::structure
