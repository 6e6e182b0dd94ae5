import QtQuick
import Sotto.Stage

SampleRows {
    property string query
    property var groups: ["Recent", "Smileys", "People", "Animals", "Food", "Travel"]

    defaults: ({ emoji: "", name: "", group: "" })
    rows: ["👍", "🌊", "🛳️", "😀", "😃", "😄", "😁", "😆", "😅", "😂", "🤣", "😊", "😇", "🙂", "🙃", "😉", "😌", "😍", "🥰", "😘", "😗", "😙", "😚", "😋", "😛", "😝", "😜", "🤪", "🤨", "🧐", "🤓", "😎", "🤩", "🥳", "😏", "😒", "😞", "😔", "😟", "😕", "🙁", "😣", "😖", "😫", "😩", "🥺", "😢", "😭", "😤", "😠", "😡", "🤬", "🤯", "😳", "🥵", "🥶", "😱", "😨", "😰", "😥", "😓", "🤗", "🤔", "🤭"].map(e => ({ emoji: e, name: "emoji", group: "Smileys" }))

    function rowOfGroup(group) { return group * 8; }
    function load() {}
    function use(emoji) {}
}
