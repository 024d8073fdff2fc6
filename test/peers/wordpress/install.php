<?php
// Installs one site and prints a JSON object, role => application password, as its last line.
$_SERVER += [
    'HTTP_HOST' => parse_url(getenv('HAIDANG_WP_URL'), PHP_URL_HOST) . ':' . parse_url(getenv('HAIDANG_WP_URL'), PHP_URL_PORT),
    'SERVER_PROTOCOL' => 'HTTP/1.1',
    'REQUEST_METHOD' => 'GET',
];
define('WP_INSTALLING', true);
require getenv('HAIDANG_WP_SITE') . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter('pre_wp_mail', '__return_true'); // the welcome message; there is no mail server here
wp_install('Portal', 'admin', 'admin@portal.test', true, '', getenv('HAIDANG_WP_PASSWORD'));
switch_theme('bare');
update_option('permalink_structure', '/%postname%/');
$passwords = [];
foreach (['admin', 'editor', 'contributor'] as $role) {
    $id = $role === 'admin' ? 1 : wp_insert_user([
        'user_login' => $role,
        'user_pass' => getenv('HAIDANG_WP_PASSWORD'),
        'user_email' => "$role@portal.test",
        'role' => $role,
    ]);
    $passwords[$role] = WP_Application_Passwords::create_new_application_password($id, ['name' => 'Hai Dang'])[0];
}
echo "\n" . json_encode($passwords);
