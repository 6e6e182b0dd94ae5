import QtQuick
import QtQuick.Layouts
import Sotto.App
import Sotto.Components
import Sotto.Theme

// Finds words in the open conversation: Enter goes to the older hit, Shift+Enter to the newer one.
//
//   search   the view-model (required)
FocusScope {
    id: bar

    required property SearchModel search

    signal closed

    function focusField() {
        field.forceActiveFocus(Qt.ShortcutFocusReason);
        field.selectAll();
    }

    // In large text the field takes a line of its own.
    readonly property bool stacked: bar.width < Theme.size.promptColumn + 16 * Theme.size.line

    implicitHeight: row.implicitHeight + 2 * Theme.space.s

    Keys.onEscapePressed: bar.closed()
    Keys.onPressed: event => event.key === Qt.Key_F3 && (event.modifiers & Qt.ShiftModifier ? bar.search.next() : bar.search.previous())

    GridLayout {
        id: row

        anchors.left: parent.left
        anchors.right: parent.right
        anchors.verticalCenter: parent.verticalCenter
        anchors.leftMargin: Theme.space.l
        anchors.rightMargin: Theme.space.m
        columns: bar.stacked ? 1 : 2
        columnSpacing: Theme.space.xs
        rowSpacing: Theme.space.xs

        SearchField {
            id: field

            Layout.fillWidth: true
            focus: true
            placeholder: qsTr("Find in this conversation")
            text: bar.search.query
            onEdited: bar.search.query = text
            onAccepted: bar.search.previous()
        }
        RowLayout {
            Layout.fillWidth: bar.stacked
            spacing: Theme.space.xs

            Label {
                visible: bar.search.query.length > 0
                text: bar.search.count > 0 ? bar.search.currentHitText : bar.search.emptyText
                type: Theme.type.preview
                color: Theme.color.text2
                leftPadding: Theme.space.s
                rightPadding: Theme.space.s
                elide: Text.ElideRight
                Layout.fillWidth: true
                Accessible.role: Accessible.StaticText
                Accessible.name: text
            }
            IconButton {
                enabled: bar.search.count > 0
                iconName: "chevron"
                rotation: Theme.mirrored ? 90 : -90
                name: qsTr("Older")
                shortcut: qsTr("Enter")
                onClicked: bar.search.previous()
            }
            IconButton {
                enabled: bar.search.count > 0
                iconName: "chevron"
                rotation: Theme.mirrored ? -90 : 90
                name: qsTr("Newer")
                onClicked: bar.search.next()
            }
            IconButton {
                iconName: "close"
                name: qsTr("Close")
                shortcut: qsTr("Esc")
                onClicked: bar.closed()
            }
        }
    }
    Hairline {
        anchors.bottom: parent.bottom
        width: parent.width
    }
}
