import QtQuick

ConversationListModel {
    property string filter

    function conversationAt(row) { return rows[row]?.conversationId ?? 0; }
}
