pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Layouts
import QtQuick.Templates as T
import Sotto.App
import Sotto.Components
import Sotto.Theme

// Ctrl+K: a name, or its beginning, and Enter.
//
//   conversations   the filtered rows (required)
T.Popup {
    id: dialog

    required property ConversationFilter conversations

    readonly property real roomWidth: dialog.parent?.width ?? 0
    readonly property real roomHeight: dialog.parent?.height ?? 0

    signal chosen(double conversationId)

    function prepare() {
        PopupFocus.keep(T.Overlay.overlay);
        dialog.conversations.filter = "";
    }
    function choose(row: int) {
        const id = dialog.conversations.conversationAt(row);
        dialog.close();
        id !== 0 && dialog.chosen(id);
    }

    parent: T.Overlay.overlay
    x: Math.round((dialog.roomWidth - width) / 2)
    y: Math.round(Math.max(Theme.space.s, dialog.roomHeight / 8))
    width: Math.min(Theme.size.dialog, dialog.roomWidth - Theme.space.l)
    height: Math.min(Theme.size.dialog, dialog.roomHeight - 2 * y)
    padding: Theme.space.m
    modal: true
    focus: true

    onAboutToShow: dialog.prepare()
    onClosed: PopupFocus.giveBack(T.Overlay.overlay)
    onOpened: field.forceActiveFocus(Qt.PopupFocusReason)

    T.Overlay.modal: Rectangle {
        color: Theme.color.scrim
    }

    background: Rectangle {
        radius: Theme.radius.dialog
        color: Theme.color.raised
        border.width: Theme.size.edge
        border.color: Theme.color.lineStrong
    }

    contentItem: ColumnLayout {
        spacing: Theme.space.s

        LayoutMirroring.enabled: Theme.mirrored
        LayoutMirroring.childrenInherit: true

        Accessible.role: Accessible.Dialog
        Accessible.name: qsTr("Go to a conversation")

        SearchField {
            id: field

            Layout.fillWidth: true
            focus: true
            placeholder: qsTr("Go to a conversation")
            text: dialog.conversations.filter
            onEdited: dialog.conversations.filter = text
            onAccepted: dialog.choose(list.currentIndex)
            onMovedDown: list.incrementCurrentIndex()
            Keys.onUpPressed: list.decrementCurrentIndex()
        }
        ListView {
            id: list

            Layout.fillWidth: true
            Layout.fillHeight: true
            clip: true
            reuseItems: true
            boundsBehavior: Flickable.StopAtBounds
            highlightMoveDuration: 0
            currentIndex: 0
            model: dialog.conversations

            Accessible.role: Accessible.List
            Accessible.name: qsTr("Conversations")

            T.ScrollBar.vertical: ScrollBar {}

            delegate: ConversationEntry {
                required property int index

                width: ListView.view.width
                chosen: false
                marked: ListView.isCurrentItem
                onClicked: dialog.choose(index)
            }
        }
        Label {
            Layout.fillWidth: true
            visible: dialog.conversations.count === 0
            text: qsTr("Nobody is called that.")
            type: Theme.type.caption
            color: Theme.color.text2
            horizontalAlignment: Text.AlignHCenter
        }
    }
}
