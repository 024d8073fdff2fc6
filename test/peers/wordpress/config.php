<?php
// The wp-config.php of every site a test starts: what differs between two of them comes by environment.
$site = getenv('HAIDANG_WP_SITE');
$url = getenv('HAIDANG_WP_URL');
$constants = [
    'WP_HOME' => $url,
    'WP_SITEURL' => $url,
    'WP_CONTENT_DIR' => "$site/wp-content",
    'WP_CONTENT_URL' => "$url/wp-content",
    'DB_DIR' => "$site/wp-content/database/",
    'DB_FILE' => 'wp.sqlite',
    'DB_NAME' => 'wp',
    'DB_USER' => '',
    'DB_PASSWORD' => '',
    'DB_HOST' => '',
    'DB_CHARSET' => 'utf8mb4',
    'DB_COLLATE' => '',
    'WP_ENVIRONMENT_TYPE' => 'local', // allows application passwords without TLS
    'WP_HTTP_BLOCK_EXTERNAL' => true,
    'AUTOMATIC_UPDATER_DISABLED' => true,
    'DISABLE_WP_CRON' => true, // a page view would start it at a moment no test can name
];
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    $constants["{$name}_KEY"] = $constants["{$name}_SALT"] = getenv('HAIDANG_WP_SECRET') . $name;
}
foreach ($constants as $name => $value) {
    define($name, $value);
}
$table_prefix = 'wp_';
require_once ABSPATH . 'wp-settings.php';
