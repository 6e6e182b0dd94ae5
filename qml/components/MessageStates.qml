pragma Singleton

import QtQuick

// The icon and the word of each MessageMeta.Delivery, in its order.
QtObject {
    id: states

    readonly property var icons: ["", "clock", "check", "double-check", "double-check", "alert"]
    readonly property var words: ["", qsTr("Sending"), qsTr("Sent"), qsTr("Delivered"), qsTr("Read"), qsTr("Not sent. Try again")]

    function icon(delivery: int): string {
        return states.icons[delivery];
    }
    function word(delivery: int): string {
        return states.words[delivery];
    }
}
