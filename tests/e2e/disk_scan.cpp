#include "tests/e2e/disk_scan.h"

#include <algorithm>
#include <fstream>
#include <set>

#include <QByteArray>

namespace sotto::test {

namespace {

QByteArray inQt(std::string_view bytes)
{
    return {bytes.data(), static_cast<qsizetype>(bytes.size())};
}

/// Zeros and repetitions stand in every file.
bool isTelling(std::string_view bytes)
{
    return std::set<char>(bytes.begin(), bytes.end()).size() >=
           std::min<std::size_t>(3, bytes.size());
}

/// The characters of base64 that depend on @p bytes alone if @p skipped bytes of the same group
/// stand before them.
std::string base64Inside(std::string_view bytes, int skipped, QByteArray::Base64Options options)
{
    const QByteArray padded(skipped, '\0');
    const QByteArray text = (padded + inQt(bytes)).toBase64(options);
    const qsizetype begin = skipped == 0 ? 0 : skipped + 1;
    const qsizetype end = (skipped + static_cast<qsizetype>(bytes.size())) * 8 / 6;
    return text.mid(begin, end - begin).toStdString();
}

std::string readFile(const std::filesystem::path& path)
{
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

} // namespace

void DiskScan::add(const std::string& name, const std::string& pattern)
{
    m_patterns[pattern.size()].emplace(pattern, name);
}

void DiskScan::lookFor(const std::string& name, crypto::ByteView value)
{
    const std::string_view all(reinterpret_cast<const char*>(value.data()), value.size());
    const std::size_t window = std::min(kWindow, all.size());
    for (std::size_t i = 0; window > 0 && i + window <= all.size(); i += kStep) {
        const std::string_view part = all.substr(i, window);
        if (!isTelling(part)) {
            continue;
        }
        add(name, std::string(part));
        const QByteArray hex = inQt(part).toHex();
        add(name + " (hex)", hex.toStdString());
        add(name + " (hex)", hex.toUpper().toStdString());
        for (int skipped = 0; skipped < 3; ++skipped) {
            add(name + " (base64)", base64Inside(part, skipped, QByteArray::Base64Encoding));
            add(name + " (base64)", base64Inside(part, skipped, QByteArray::Base64UrlEncoding));
        }
    }
}

std::vector<std::string> DiskScan::findings(const std::filesystem::path& folder) const
{
    std::set<std::string> found;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
        if (!entry.is_regular_file()) {
            continue;
        }
        const std::string content = readFile(entry.path());
        for (const auto& [length, patterns] : m_patterns) {
            for (std::size_t i = 0; i + length <= content.size(); ++i) {
                const auto hit = patterns.find(std::string_view(content).substr(i, length));
                if (hit != patterns.end()) {
                    found.insert(hit->second + " in " + entry.path().filename().string());
                }
            }
        }
    }
    return {found.begin(), found.end()};
}

} // namespace sotto::test
