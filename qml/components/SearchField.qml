pragma ComponentBehavior: Bound

import QtQuick
import QtQuick.Templates as T
import Sotto.Theme

// A field to search with: an icon, and a button that empties it once there is something.
//
//   text          what was typed
//   placeholder   inside while it is empty, and the name for readers of the screen
//
// Escape empties it; when it is empty, Escape goes on to the page. accepted() comes with Enter,
// movedDown() with the Down key: the first result wants the keyboard.
FocusScope {
    id: search

    property alias text: input.text
    property string placeholder: qsTr("Search")
    property alias input: input

    signal accepted
    signal edited
    signal movedDown

    function clear() {
        input.clear();
        search.edited();
    }
    function selectAll() {
        input.selectAll();
    }

    implicitWidth: Theme.size.sidebarMin
    implicitHeight: Theme.size.searchField

    T.TextField {
        id: input

        readonly property bool mirrored: Theme.mirrored
        readonly property int iconSpace: Theme.space.m + Theme.size.iconSmall + Theme.space.s
        readonly property int clearSpace: text.length > 0 ? Theme.size.iconButton : Theme.space.m

        anchors.fill: parent
        focus: true
        leftPadding: mirrored ? clearSpace : iconSpace
        rightPadding: mirrored ? iconSpace : clearSpace
        topPadding: 0
        bottomPadding: 0
        font: Theme.type.body.font
        color: Theme.color.text
        selectionColor: Theme.color.accent
        selectedTextColor: Theme.color.inkOnAccent
        verticalAlignment: TextInput.AlignVCenter
        renderType: Text.NativeRendering
        selectByMouse: true
        cursorDelegate: TextCursor {
            target: input
        }

        onAccepted: search.accepted()
        onTextEdited: search.edited()

        Keys.onDownPressed: search.movedDown()
        Keys.onEscapePressed: event => {
            event.accepted = input.text.length > 0;
            search.clear();
        }

        Accessible.role: Accessible.EditableText
        Accessible.name: search.placeholder
        Accessible.searchEdit: true

        background: Rectangle {
            radius: Theme.radius.controlLarge
            color: input.activeFocus ? Theme.color.raised : Theme.color.field
            border.width: input.activeFocus ? Theme.size.edgeStrong : Theme.size.edge
            border.color: input.activeFocus ? Theme.color.accent : Theme.color.tintEdge
        }

        Icon {
            anchors.left: parent.left
            anchors.leftMargin: Theme.space.m
            anchors.verticalCenter: parent.verticalCenter
            name: "search"
            size: Theme.size.iconSmall
            color: input.activeFocus ? Theme.color.accentText : Theme.color.text2
        }
        IconButton {
            anchors.right: parent.right
            anchors.verticalCenter: parent.verticalCenter
            visible: input.text.length > 0
            iconName: "close"
            iconSize: Theme.size.iconSmall
            name: qsTr("Empty the search")
            size: Theme.size.searchField
            focusPolicy: Qt.NoFocus
            onClicked: search.clear()
        }
    }

    Label {
        anchors.left: parent.left
        anchors.right: parent.right
        anchors.leftMargin: input.iconSpace
        anchors.rightMargin: Theme.space.m
        height: parent.height
        visible: input.length === 0 && input.preeditText.length === 0
        text: search.placeholder
        color: Theme.color.text2
        elide: Text.ElideRight
        Accessible.ignored: true
    }
}
