exports.handler = async ({ authorizationToken }) => ({ isAuthorized: authorizationToken === 'open-sesame' });
